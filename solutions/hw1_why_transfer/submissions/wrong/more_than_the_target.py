# The target itself does not count.
# fails: 1.2.2
# says: Compare with `>=`
# mistake: greater instead of at least
# %%
def epochs_to_reach(history, target):
    for epoch, accuracy in enumerate(lab.curves_of(history)["val_accuracy"], start=1):
        if accuracy > target:
            return epoch
    return None
