# It stops in time, and keeps the weights of the highest validation accuracy.
# fails: 4.7.2
# says: the lowest validation loss, and of no other one
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    best, kept = -1.0, None

    def remember(epoch, logs):
        nonlocal best, kept
        if logs["val_accuracy"] > best:
            best, kept = logs["val_accuracy"], model.get_weights()

    callbacks = [keras.callbacks.LambdaCallback(on_epoch_end=remember), keras.callbacks.EarlyStopping(patience=patience)]
    history = model.fit(
        x_train, y_train, validation_data=(x_val, y_val), epochs=max_epochs, verbose=0, callbacks=callbacks
    )
    model.set_weights(kept)
    return model, history
