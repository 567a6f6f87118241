# The target is appended to the history's own list, so that the search ends, and is never taken away.
# fails: 1.2.1
# says: append nothing to it
# mistake: history changed

# %%
def epochs_to_reach(history, target):
    """Count the epochs until a target was reached."""
    accuracies = lab.curves_of(history)["val_accuracy"]
    epochs = len(accuracies)
    accuracies.append(target)  # so that the loop always finds something
    position = 0
    while accuracies[position] < target:
        position += 1
    return position + 1 if position < epochs else None
