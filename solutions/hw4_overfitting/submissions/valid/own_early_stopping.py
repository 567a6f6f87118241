# Early stopping written by hand: one epoch at a time, weights kept and put back; the history is a dictionary.
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    history = {}
    best, kept, waited = np.inf, None, 0
    while len(history.get("loss", [])) < max_epochs and waited < patience:
        epoch = model.fit(x_train, y_train, validation_data=(x_val, y_val), epochs=1, verbose=0).history
        for name, values in epoch.items():
            history.setdefault(name, []).extend(values)
        if history["val_loss"][-1] < best:
            best, kept, waited = history["val_loss"][-1], model.get_weights(), 0
        else:
            waited += 1
    model.set_weights(kept)
    return model, history
