# Always the first pictures of each class.
# fails: 1.3.3
# says: the same pictures were drawn more than once
# mistake: seed ignored
# %%
def draw_per_class(labels, per_class, seed):
    return np.concatenate([np.flatnonzero(labels == label)[:per_class] for label in np.unique(labels)])
