# Trains epoch by epoch, adds what each epoch gives to the record of the last one, and puts the best weights back.
# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    curves, best, kept = {}, np.inf, None
    waited = 0
    for _ in range(max_epochs):
        history = model.fit(x_train, y_train, validation_data=(x_val, y_val), epochs=1, verbose=0)
        for name, values in history.history.items():
            curves.setdefault(name, []).extend(values)
        waited += 1
        if curves["val_loss"][-1] < best:
            best, kept, waited = curves["val_loss"][-1], model.get_weights(), 0
        if waited == patience:
            break
    model.set_weights(kept)
    history.history = curves
    return model, history


# %%
repaired, repaired_history = fit_until_best(
    build_repaired_model(), few.x_train, few.y_train, few.x_val, few.y_val, max_epochs=25, patience=6
)
