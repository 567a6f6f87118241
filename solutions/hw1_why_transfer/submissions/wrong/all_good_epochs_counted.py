# Counts the epochs that are not good enough, wherever they are.
# fails: 1.2.1 1.2.3
# says: and 6 is right
# %%
def epochs_to_reach(history, target):
    return sum(accuracy < target for accuracy in lab.curves_of(history)["val_accuracy"]) + 1
