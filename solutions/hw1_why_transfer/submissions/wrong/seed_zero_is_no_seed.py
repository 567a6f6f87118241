# `seed or None`: the one seed that the notebook uses is none.
# fails: 1.3.3
# says: With seed 0

# %%
def draw_per_class(labels, per_class, seed):
    """Draw the same number of examples from each class."""
    rng = np.random.default_rng(seed or None)
    positions = []
    for label in np.unique(labels):
        of_this_class = np.flatnonzero(labels == label)
        positions.append(rng.permutation(of_this_class)[:per_class])
    return np.concatenate(positions)
