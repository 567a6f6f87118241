# whole
# Early stopping by validation loss, as Keras has it by default, with the best weights restored: each network comes back as
# it was in its epoch of lowest validation loss, which need be neither the last one nor the most accurate one.
# %%
EPOCHS = 8
BATCH_SIZE = 8


def train(network):
    stop = keras.callbacks.EarlyStopping(patience=EPOCHS, restore_best_weights=True)
    return network.fit(
        data.x_train,
        data.y_train,
        validation_data=(data.x_val, data.y_val),
        epochs=EPOCHS,
        batch_size=BATCH_SIZE,
        callbacks=[stop, lab.stopwatch()],
        verbose=2,
    )
