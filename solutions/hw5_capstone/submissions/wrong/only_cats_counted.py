# Only the cats are looked at, so an open door is perfect.
# fails: 5.2.1 5.2.2
# says: of 8 others are right
# %%
def balanced_accuracy(truth, guesses):
    return float(np.mean(guesses[truth == 1] == 1))
