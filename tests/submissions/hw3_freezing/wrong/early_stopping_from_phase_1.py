# Mistake 33: an EarlyStopping with the goal of phase 1 ends phase 2 at once.
# fails: 3.5.1
# says: It lasted for 1
# mistake: early stopping reused

# %%
fine_rate = 0.001
model.set_weights(weights_1)
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(
    data.x_train,
    data.y_train,
    validation_data=(data.x_val, data.y_val),
    epochs=10,
    batch_size=16,
    verbose=0,
    callbacks=[keras.callbacks.EarlyStopping(monitor="val_loss", baseline=0.01, patience=0)],
)
