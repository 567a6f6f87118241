# The generator is made outside, so that a call cannot be repeated.
# fails: 1.3.3
# says: are the same when the call is repeated
# mistake: not repeatable
# %%
def draw_per_class(labels, per_class, seed):
    return np.concatenate([rng.permutation(np.flatnonzero(labels == label))[:per_class] for label in np.unique(labels)])


rng = np.random.default_rng(5)
