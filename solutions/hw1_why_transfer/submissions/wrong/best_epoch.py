# The best epoch, not the first that is good enough.
# fails: 1.2.1 1.2.3
# says: gives 8, and 1 is right
# %%
def epochs_to_reach(history, target):
    return int(np.argmax(lab.curves_of(history)["val_accuracy"])) + 1
