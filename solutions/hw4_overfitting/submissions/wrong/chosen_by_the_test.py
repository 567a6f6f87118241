# The run that is best in the test, instead of in validation.
# fails: 4.10.1
# says: It takes the run with the highest test score
# mistake: chosen by the test
# %%
def selection_optimism(val_scores, test_scores):
    chosen = test_scores.index(max(test_scores))
    return val_scores[chosen] - test_scores[chosen]
