# EarlyStopping is made, but not handed to fit.
# fails: 4.7.1
# says: went on to the last epoch
# mistake: never stops
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    stopping = keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    history = model.fit(
        x_train, y_train, validation_data=(x_val, y_val), epochs=max_epochs, verbose=0, callbacks=[]
    )
    return model, history
