# Mistake 4: the top blocks are unfrozen, and the model is not compiled again.
# fails: 3.5.2
# says: lists the weights to update when training starts
# mistake: not compiled again

# %%
fine_rate = 0.001
model.set_weights(weights_1)
unfreeze_from(base, "block_13_expand")
model.optimizer.learning_rate = fine_rate
history_2 = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=10, batch_size=16, verbose=0)
