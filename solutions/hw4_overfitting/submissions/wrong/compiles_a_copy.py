# Trains a copy of the model, to be on the safe side, and compiles it with another rate.
# fails: 4.7.1
# says: To compile it again undoes that
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    copy = keras.models.clone_model(model)
    copy.compile(
        "adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"]
    )
    stopping = keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    history = copy.fit(
        x_train, y_train, validation_data=(x_val, y_val), epochs=max_epochs, verbose=0, callbacks=[stopping]
    )
    return copy, history
