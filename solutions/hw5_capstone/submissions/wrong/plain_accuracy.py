# All pictures are counted alike.
# fails: 5.2.1 5.2.2
# says: lets the frequent class outvote
# mistake: plain accuracy
# %%
def balanced_accuracy(truth, guesses):
    return float(np.mean(truth == guesses))
