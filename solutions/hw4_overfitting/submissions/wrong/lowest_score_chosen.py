# Scores taken for losses: the lowest is chosen.
# fails: 4.10.1
# says: It takes the run with the lowest validation score
# %%
def selection_optimism(val_scores, test_scores):
    chosen = np.argmin(val_scores)
    return val_scores[chosen] - test_scores[chosen]
