# Two different runs: the best of each list.
# fails: 4.10.1
# says: It compares the highest scores of both lists
# %%
def selection_optimism(val_scores, test_scores):
    return max(val_scores) - max(test_scores)
