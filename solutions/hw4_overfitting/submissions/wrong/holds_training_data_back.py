# `validation_split` in place of the validation data: the early stopping is there, and watches other data.
# fails: 4.7.1
# says: and none of them is that
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    stopping = keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    history = model.fit(x_train, y_train, validation_split=0.25, epochs=max_epochs, verbose=0, callbacks=[stopping])
    return model, history
