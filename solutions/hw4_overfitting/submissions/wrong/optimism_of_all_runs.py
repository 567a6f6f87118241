# The difference of the averages: no run is chosen.
# fails: 4.10.1
# says: It compares the averages of all runs
# %%
def selection_optimism(val_scores, test_scores):
    return np.mean(val_scores) - np.mean(test_scores)
