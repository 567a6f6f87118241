# Epochs are counted from 0.
# fails: 1.2.1
# says: Python counts from 0
# mistake: counted from 0
# %%
def epochs_to_reach(history, target):
    for epoch, accuracy in enumerate(lab.curves_of(history)["val_accuracy"]):
        if accuracy >= target:
            return epoch
    return None
