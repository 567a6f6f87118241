# The sign of the optimism turned round.
# fails: 4.10.1
# says: It is test minus validation
# %%
def selection_optimism(val_scores, test_scores):
    chosen = np.argmax(val_scores)
    return test_scores[chosen] - val_scores[chosen]
