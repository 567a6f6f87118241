# The training data are passed as validation data, too.
# fails: 4.7.1
# says: They are those of `x_train` and `y_train`
# mistake: validated on other pictures
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    stopping = keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    history = model.fit(
        x_train, y_train, validation_data=(x_train, y_train), epochs=max_epochs, verbose=0, callbacks=[stopping]
    )
    return model, history
