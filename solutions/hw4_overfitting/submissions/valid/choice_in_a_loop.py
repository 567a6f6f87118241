# The chosen run in a loop that remembers the best so far, with a helper of its own.
# %%
def is_better(score, best):
    return best is None or score > best


def selection_optimism(val_scores, test_scores):
    best = optimism = None
    for validation, test in zip(val_scores, test_scores, strict=True):
        if is_better(validation, best):
            best, optimism = validation, validation - test
    return optimism
