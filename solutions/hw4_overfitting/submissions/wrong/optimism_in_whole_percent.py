# Rounded to whole percentage points.
# fails: 4.10.1
# says: is right
# %%
def selection_optimism(val_scores, test_scores):
    chosen = val_scores.index(max(val_scores))
    return round(val_scores[chosen] - test_scores[chosen], 2)
