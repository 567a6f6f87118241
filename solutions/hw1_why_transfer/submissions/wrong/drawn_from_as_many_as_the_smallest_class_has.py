# All classes are cut to the size of the smallest one before the draw.
# fails: 1.3.3
# says: never came

# %%
def draw_per_class(labels, per_class, seed):
    """Draw the same number of examples from each class."""
    rng = np.random.default_rng(seed)
    members = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    size = min(len(positions) for positions in members)
    table = np.stack([positions[:size] for positions in members])  # one row for each class
    return rng.permuted(table, axis=1)[:, :per_class].ravel()
