# Positions by sorting a shuffled order; the first epoch by next; the curve as a comprehension over itself.
# %%
def epochs_to_reach(history, target):
    curve = lab.curves_of(history)["val_accuracy"]
    return next((number + 1 for number, value in enumerate(curve) if value >= target), None)


# %%
def draw_per_class(labels, per_class, seed):
    labels = np.asarray(labels)
    order = np.random.RandomState(seed).permutation(len(labels))
    order = order[np.argsort(labels[order], kind="stable")]
    starts = np.searchsorted(labels[order], np.unique(labels))
    return np.concatenate([order[start : start + per_class] for start in starts])
