# Task 1.2: the epochs are counted up to the race's EPOCHS and not up to the end of the history that is handed in, so a target reached in epoch 9 or later gives None; violates "the number of the first epoch whose validation accuracy is `target` or more" and "`None`, if no epoch has reached the target".
# fails: 1.2.1
# says: This history has more than eight epochs
# whole

# %%
def epochs_to_reach(history, target):
    """Count the epochs until a target was reached."""
    accuracies = lab.curves_of(history)["val_accuracy"]
    for epoch, accuracy in zip(range(1, EPOCHS + 1), accuracies):
        if accuracy >= target:
            return epoch
    return None
