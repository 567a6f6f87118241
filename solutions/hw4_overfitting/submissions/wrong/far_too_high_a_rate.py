# The rate is set so high that no number is finite.
# fails: 4.7.1
# says: Its validation losses are not finite
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    model.optimizer.learning_rate = 1e30
    stopping = keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    history = model.fit(
        x_train, y_train, validation_data=(x_val, y_val), epochs=max_epochs, verbose=0, callbacks=[stopping]
    )
    return model, history
