# Only the cats are counted, so a door that is always open is perfect.
# fails: 5.2.1 5.2.2
# says: gives 0.5, and 0.625 is right
# %%
def balanced_accuracy(truth, guesses):
    return float(np.mean(guesses[truth == 1] == 1))
