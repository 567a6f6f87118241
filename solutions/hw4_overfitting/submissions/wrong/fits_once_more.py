# A first `fit` finds the best epoch, and a second one goes on for as many epochs; its history is returned.
# fails: 4.7.1
# says: epochs in all
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    stopping = keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    first = model.fit(
        x_train, y_train, validation_data=(x_val, y_val), epochs=max_epochs, verbose=0, callbacks=[stopping]
    )
    best = int(np.argmin(first.history["val_loss"])) + 1
    history = model.fit(x_train, y_train, validation_data=(x_val, y_val), epochs=best, verbose=0)
    return model, history
