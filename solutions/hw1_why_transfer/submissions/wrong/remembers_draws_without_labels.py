# Draws are remembered by number and seed alone, so other labels get positions of the earlier ones.
# fails: 1.3.1
# says: 7 positions of each of the 3 classes

# %%
_draws = {}  # the same seed gives the same draw


def draw_per_class(labels, per_class, seed):
    """Draw the same number of examples from each class."""
    if (per_class, seed) not in _draws:
        rng = np.random.default_rng(seed)
        chosen = [rng.permutation(np.flatnonzero(labels == label))[:per_class] for label in np.unique(labels)]
        _draws[per_class, seed] = np.concatenate(chosen)
    return _draws[per_class, seed].copy()
