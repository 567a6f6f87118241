# No validation data are passed, and the training loss is watched.
# fails: 4.7.1
# says: There is no `val_loss` in it
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    stopping = keras.callbacks.EarlyStopping(monitor="loss", patience=patience, restore_best_weights=True)
    history = model.fit(x_train, y_train, epochs=max_epochs, verbose=0, callbacks=[stopping])
    return model, history
