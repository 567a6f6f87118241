# Every argument of EarlyStopping by name, and small batches that are not shuffled.
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    watch = keras.callbacks.EarlyStopping(
        monitor="val_loss",
        min_delta=0.0,
        patience=patience,
        verbose=0,
        mode="auto",
        baseline=None,
        restore_best_weights=True,
        start_from_epoch=0,
    )
    record = model.fit(
        x=x_train,
        y=y_train,
        validation_data=(x_val, y_val),
        epochs=max_epochs,
        batch_size=8,
        shuffle=False,
        callbacks=[watch],
        verbose=0,
    )
    return model, record
