# `weights_1` holds the variables themselves, which go on changing in phase 2.
# fails: 3.4.1
# says: makes a copy
# mistake: no copy

# %%
head_rate = 0.01
base = load_base()
model = prepare(add_head(base, num_classes), base, None, head_rate)
history_1 = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=12, batch_size=32, verbose=0)
weights_1 = model.weights

# %%
fine_rate = 0.001
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=10, batch_size=16, verbose=0)
