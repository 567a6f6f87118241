# The accuracies are rounded to two digits before they are compared with the target.
# fails: 1.2.2
# says: has not reached it

# %%
def epochs_to_reach(history, target):
    """Count the epochs until a target was reached."""
    for epoch, accuracy in enumerate(lab.curves_of(history)["val_accuracy"], start=1):
        if round(accuracy, 2) >= target:
            return epoch
    return None
