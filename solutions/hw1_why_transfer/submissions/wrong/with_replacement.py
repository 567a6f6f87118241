# Drawn with replacement.
# fails: 1.3.2
# says: are repetitions
# mistake: drawn with replacement
# %%
def draw_per_class(labels, per_class, seed):
    rng = np.random.default_rng(seed)
    return np.concatenate([rng.choice(np.flatnonzero(labels == label), per_class) for label in np.unique(labels)])
