# Balanced by looking at only as many others as there are cats.
# fails: 5.2.1
# says: gives 0.75, and 0.625 is right

# %%
def balanced_accuracy(truth, guesses):
    """Judge guesses so that both classes count the same.

    Args:
        truth: array, (n,): 1 where the picture shows a cat, else 0.
        guesses: array, (n,): 1 where the model says cat, else 0.

    Returns:
        float: the mean of two shares, between 0 and 1.
    """
    cats = np.flatnonzero(truth == 1)
    others = np.flatnonzero(truth == 0)
    size = min(len(cats), len(others))
    balanced = np.concatenate([cats[:size], others[:size]])  # now both are equally frequent
    return float(np.mean(truth[balanced] == guesses[balanced]))
