# Phase 2 is told to start at epoch 12 and to end at epoch 10.
# fails: 3.5.1
# says: number of the last epoch
# mistake: no epochs

# %%
fine_rate = 0.001
model.set_weights(weights_1)
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(data.x_train, data.y_train, initial_epoch=12, epochs=10, batch_size=16, verbose=0)
