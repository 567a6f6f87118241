# After the stop, some epochs more, on all data there are.
# fails: 4.7.1
# says: and the model was trained for
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    stopping = keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    history = model.fit(
        x_train, y_train, validation_data=(x_val, y_val), epochs=max_epochs, verbose=0, callbacks=[stopping]
    )
    model.fit(np.concatenate([x_train, x_val]), np.concatenate([y_train, y_val]), epochs=3, verbose=0)
    return model, history
