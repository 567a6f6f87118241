# Mistake 5: fine-tuning at the rate of the head.
# whole
# fails: 3.5.5
# says: Phase 1 was trained at 0.01, and phase 2 starts at 0.01
# mistake: fine-tuning at the rate of the head

# %%
fine_rate = head_rate
model.set_weights(weights_1)
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=10, batch_size=16, verbose=0)
