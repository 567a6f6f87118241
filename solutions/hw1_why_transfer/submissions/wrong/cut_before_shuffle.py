# Task 1.3: a misplaced bracket cuts off the first per_class positions before they are shuffled, so every seed gives the same pictures in another order; violates "at random" and "the same ones when it is called with the same `seed`, and others with another seed".
# fails: 1.3.3
# says: three seeds
# whole

# %%
def draw_per_class(labels, per_class, seed):
    """Draw the same number of examples from each class."""
    rng = np.random.default_rng(seed)
    positions = []
    for label in np.unique(labels):
        positions.extend(rng.permutation(np.flatnonzero(labels == label)[:per_class]))
    return np.array(positions)
