# The weights of the last epoch are kept.
# fails: 4.7.2
# says: the best epoch is already some epochs ago
# mistake: no restore_best_weights
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    stopping = keras.callbacks.EarlyStopping(patience=patience)
    history = model.fit(
        x_train, y_train, validation_data=(x_val, y_val), epochs=max_epochs, verbose=0, callbacks=[stopping]
    )
    return model, history
