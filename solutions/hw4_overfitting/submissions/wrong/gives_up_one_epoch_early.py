# By hand, and one epoch too early: the best epoch counts as one without improvement.
# fails: 4.7.1
# says: it gave up one epoch too early
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    history = {}
    best, kept, number = np.inf, None, 0
    for epoch in range(max_epochs):
        found = model.fit(x_train, y_train, validation_data=(x_val, y_val), epochs=1, verbose=0).history
        for name, values in found.items():
            history.setdefault(name, []).extend(values)
        if history["val_loss"][-1] < best:
            best, kept, number = history["val_loss"][-1], model.get_weights(), epoch
        elif epoch - number + 1 >= patience:
            break
    model.set_weights(kept)
    return model, history
