# A mask of truth values in the place of positions.
# fails: 1.3.1
# says: one flat array of positions
# mistake: no positions
# %%
def draw_per_class(labels, per_class, seed):
    rng = np.random.default_rng(seed)
    mask = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        mask[rng.permutation(np.flatnonzero(labels == label))[:per_class]] = True
    return mask
