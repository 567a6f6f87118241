# The training accuracy is watched.
# fails: 4.7.1
# says: as it does when a training curve is watched
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    stopping = keras.callbacks.EarlyStopping(monitor="accuracy", patience=patience, restore_best_weights=True)
    history = model.fit(
        x_train, y_train, validation_data=(x_val, y_val), epochs=max_epochs, verbose=0, callbacks=[stopping]
    )
    return model, history
