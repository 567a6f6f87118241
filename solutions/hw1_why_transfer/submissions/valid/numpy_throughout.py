# NumPy in the place of loops; positions as a list, in one shuffled order; NumPy numbers in the curve.
# %%
def epochs_to_reach(history, target):
    accuracies = np.asarray(lab.curves_of(history)["val_accuracy"])
    reached = accuracies >= target
    return np.argmax(reached) + 1 if reached.any() else None


# %%
def draw_per_class(labels, per_class, seed):
    rng = np.random.default_rng(seed)
    drawn = []
    for label in set(labels.tolist()):
        drawn.extend(rng.choice(np.where(labels == label)[0], per_class, replace=False).tolist())
    rng.shuffle(drawn)
    return drawn


# %%
accuracy_curve = {n: np.float64(lab.accuracy(train_head(n), val_features, data.y_val)) for n in (40, 20, 10, 5)}
