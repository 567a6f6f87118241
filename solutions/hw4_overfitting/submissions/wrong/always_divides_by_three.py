# The sum of the last epochs is divided by three, also where there are fewer.
# fails: 4.1.1
# says: gives 0.1667, and 0.25 is right

# %%
def generalization_gap(history):
    """Say how much better a model is on training pictures than on new ones."""
    training = sum(history["accuracy"][-3:]) / 3
    validation = sum(history["val_accuracy"][-3:]) / 3
    return training - validation
