# The chosen run with NumPy, on copies that may be changed; the answer is a NumPy number.
# %%
def selection_optimism(val_scores, test_scores):
    scores = np.array([val_scores, test_scores])
    scores[1] -= scores[0]
    return -scores[1, np.argmax(scores[0])]


# %%
answer_4_11 = " K4"
