# The chosen run by sorting pairs, which keeps runs with the same score in their order.
# %%
def selection_optimism(val_scores, test_scores):
    ranked = sorted(zip(val_scores, test_scores), key=lambda scores: scores[0], reverse=True)
    validation, test = ranked[0]
    return validation - test


# %%
answer_4_11 = "83 %: the test set had no part in the choice. He hands the run over, and chooses no more."
