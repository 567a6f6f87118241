# Counts from 0, and so waits for one epoch more than `patience` says.
# fails: 4.7.1
# says: In each trial, it went on for one epoch more
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    stopping = keras.callbacks.EarlyStopping(patience=patience + 1, restore_best_weights=True)
    history = model.fit(
        x_train, y_train, validation_data=(x_val, y_val), epochs=max_epochs, verbose=0, callbacks=[stopping]
    )
    return model, history
