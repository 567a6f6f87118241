# The run that is flattered most, whichever is the best.
# fails: 4.10.1
# says: It takes the run with the widest difference
# %%
def selection_optimism(val_scores, test_scores):
    return max(val - test for val, test in zip(val_scores, test_scores))
