# whole
# Phase 1 is a single epoch at a tiny rate.
# fails: 3.4.2
# says: that has not converged
# mistake: head not converged
# %%
head_rate = 0.0001
base = load_base()
model = prepare(add_head(base, num_classes), base, None, head_rate)
history_1 = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=1, verbose=0)
weights_1 = model.get_weights()

# %%
fine_rate = 0.00001
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(data.x_train, data.y_train, epochs=3, batch_size=16, verbose=0)
