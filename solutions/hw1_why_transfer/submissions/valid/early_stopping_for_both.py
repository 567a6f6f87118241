# whole
# Early stopping that is never early enough to matter, with the best weights restored; the head's own names.
# %%
EPOCHS = 9
BATCH_SIZE = 16


def train(network):
    stop = keras.callbacks.EarlyStopping("val_accuracy", patience=EPOCHS, restore_best_weights=True, mode="max")
    return network.fit(
        x=data.x_train,
        y=data.y_train,
        validation_data=(data.x_val, data.y_val),
        epochs=EPOCHS,
        batch_size=BATCH_SIZE,
        callbacks=[stop, lab.stopwatch()],
        verbose=0,
    )
