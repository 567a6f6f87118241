# Other callbacks beside EarlyStopping, and one instance of it for all trainings: Keras resets it.
# %%
stopping = keras.callbacks.EarlyStopping(restore_best_weights=True)


# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    stopping.patience = patience
    others = [keras.callbacks.TerminateOnNaN(), keras.callbacks.ReduceLROnPlateau(patience=100)]
    history = model.fit(
        x_train, y_train, 16, max_epochs, verbose=0, callbacks=[*others, stopping], validation_data=(x_val, y_val)
    )
    return [model, history]
