# The classes are taken to be 0 to 4, whatever the labels are.
# fails: 1.3.1
# says: Take the classes from
# mistake: unbalanced
# %%
def draw_per_class(labels, per_class, seed):
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.permutation(np.flatnonzero(labels == label))[:per_class] for label in range(5)])
