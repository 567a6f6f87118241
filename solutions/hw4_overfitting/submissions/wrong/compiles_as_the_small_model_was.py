# Compiles the model again, with the settings that `small_model` has in the notebook.
# fails: 4.7.1
# says: To compile it again undoes that
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    model.compile(
        keras.optimizers.Adam(0.02), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"]
    )
    stopping = keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    history = model.fit(
        x_train, y_train, validation_data=(x_val, y_val), epochs=max_epochs, verbose=0, callbacks=[stopping]
    )
    return model, history
