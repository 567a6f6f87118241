# The weights of phase 1 are put back after phase 2.
# whole
# fails: 3.5.3
# says: nothing of the fine-tuning is left
# mistake: weights put back
# %%
fine_rate = head_rate / 10
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(
    data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=10, batch_size=16, verbose=0
)
model.set_weights(weights_1)
