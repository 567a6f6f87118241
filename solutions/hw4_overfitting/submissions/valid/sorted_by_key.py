# The best epoch by sorting pairs, the gap from a reversed list, and fit called by position.
# %%
def generalization_gap(history):
    train, validation = history["accuracy"][::-1][:3], history["val_accuracy"][::-1][:3]
    return sum(train) / len(train) - sum(validation) / len(validation)


# %%
def best_epoch(history):
    ranked = sorted(enumerate(history["val_loss"], 1), key=lambda pair: (pair[1], pair[0]))
    return ranked[0][0]


# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    watch = keras.callbacks.EarlyStopping("val_loss", patience=patience, mode="min", restore_best_weights=True)
    result = model.fit(x_train, y_train, 16, max_epochs, verbose=0, callbacks=[watch], validation_data=(x_val, y_val))
    return (model, result)
