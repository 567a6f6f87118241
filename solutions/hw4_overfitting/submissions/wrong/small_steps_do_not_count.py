# min_delta=0.05 ignores slow improvement: it stops while the loss still falls and goes back to an earlier epoch; violates "the weights of the epoch that had the lowest validation loss" (4.7).
# fails: 4.7.1
# says: min_delta
# whole
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    stopping = keras.callbacks.EarlyStopping(
        monitor="val_loss", min_delta=0.05, patience=patience, restore_best_weights=True
    )
    history = model.fit(
        x_train,
        y_train,
        validation_data=(x_val, y_val),
        epochs=max_epochs,
        callbacks=[stopping],
        verbose=0,
    )
    return model, history
