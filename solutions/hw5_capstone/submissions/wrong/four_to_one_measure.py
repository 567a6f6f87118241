# The measure counts each cat four times, which is balanced only where exactly one picture in five is a cat; violates 5.2: "Here both classes count the same, however rare one of them is."
# fails: 5.2.1
# says: gives 0.5833, and 0.625 is right
# whole

# %%
def balanced_accuracy(truth, guesses):
    """Judge guesses so that both classes count the same.

    Args:
        truth: array, (n,): 1 where the picture shows a cat, else 0.
        guesses: array, (n,): 1 where the model says cat, else 0.

    Returns:
        float: the mean of two shares, between 0 and 1.
    """
    # one picture in five is a cat, so a cat has to count as much as four others
    weights = np.where(truth == 1, 4, 1)
    return float(np.sum(weights * (guesses == truth)) / np.sum(weights))
