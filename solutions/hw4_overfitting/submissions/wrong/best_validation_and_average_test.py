# The chosen run against the average of the others.
# fails: 4.10.1
# says: It subtracts the average test score
# %%
def selection_optimism(val_scores, test_scores):
    return max(val_scores) - sum(test_scores) / len(test_scores)
