# The training accuracy is looked at.
# fails: 1.2.1
# says: under "val_accuracy"
# mistake: training accuracy
# %%
def epochs_to_reach(history, target):
    for epoch, accuracy in enumerate(lab.curves_of(history)["accuracy"], start=1):
        if accuracy >= target:
            return epoch
    return None
