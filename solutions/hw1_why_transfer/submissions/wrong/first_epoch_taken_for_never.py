# Place 0 is taken for "nowhere", so a target that the first epoch reaches is never reached.
# fails: 1.2.1
# says: Where a later epoch is the first to reach the target, you find it

# %%
def epochs_to_reach(history, target):
    """Count the epochs until a target was reached."""
    accuracies = np.array(lab.curves_of(history)["val_accuracy"])
    first = int(np.argmax(accuracies >= target))  # 0 if it is nowhere
    return first + 1 if first else None
