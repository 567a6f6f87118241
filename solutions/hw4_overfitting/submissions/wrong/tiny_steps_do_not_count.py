# `min_delta=1e-3`, copied from an example: small improvements do not count.
# fails: 4.7.1
# says: small improvements did not count
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    stopping = keras.callbacks.EarlyStopping(monitor="val_loss", min_delta=1e-3, patience=patience, restore_best_weights=True)
    history = model.fit(
        x_train, y_train, validation_data=(x_val, y_val), epochs=max_epochs, verbose=0, callbacks=[stopping]
    )
    return model, history
