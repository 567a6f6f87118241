# An optimism that is never negative.
# fails: 4.10.1
# says: no result is below zero
# %%
def selection_optimism(val_scores, test_scores):
    chosen = val_scores.index(max(val_scores))
    return abs(val_scores[chosen] - test_scores[chosen])
