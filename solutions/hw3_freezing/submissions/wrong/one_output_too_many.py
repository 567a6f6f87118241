# The head has an output for a class that there is not.
# whole
# fails: 3.4.2
# says: (None, 6)
# mistake: output width
# %%
head_rate = 0.01
base = load_base()
model = prepare(add_head(base, num_classes + 1), base, None, head_rate)
history_1 = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=12, verbose=0)
weights_1 = model.get_weights()
