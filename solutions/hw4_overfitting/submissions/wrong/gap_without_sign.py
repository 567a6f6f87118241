# The gap without its sign; the rules are right, and are not to blame.
# fails: 4.1.1
# says: it is never negative
# %%
def generalization_gap(history):
    return abs(np.mean(history["accuracy"][-3:]) - np.mean(history["val_accuracy"][-3:]))
