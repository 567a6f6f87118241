# Task 1.2: believes that validation accuracy only ever rises, and looks the target up with searchsorted, which needs
# sorted numbers. Where a curve has a dip, the epoch it finds is often not the first that reached the target.
# fails: 1.2.2
# says: gives None, and 2 is right
# %%
def epochs_to_reach(history, target):
    """Count the epochs until a target was reached."""
    accuracies = np.array(lab.curves_of(history)["val_accuracy"])
    epochs_before = int(np.searchsorted(accuracies, target))
    return None if epochs_before == len(accuracies) else epochs_before + 1
