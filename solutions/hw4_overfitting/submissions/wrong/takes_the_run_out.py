# The right answer, but the chosen run is gone from both lists afterwards.
# fails: 4.10.1
# says: leaves `val_scores` and `test_scores` unchanged
# %%
def selection_optimism(val_scores, test_scores):
    chosen = val_scores.index(max(val_scores))
    return val_scores.pop(chosen) - test_scores.pop(chosen)
