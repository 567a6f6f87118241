# Mistake 5 in disguise: `fine_rate` is low, and another rate is used.
# fails: 3.5.5
# says: phase 2 starts at 0.01
# mistake: fine-tuning at the rate of the head

# %%
fine_rate = 0.001
model.set_weights(weights_1)
prepare(model, base, "block_13_expand", 0.01)
history_2 = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=10, batch_size=16, verbose=0)
