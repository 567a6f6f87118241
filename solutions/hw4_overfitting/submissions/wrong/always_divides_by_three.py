# The sum of the last epochs is divided by three, also where there are fewer.
# fails: 4.1.1
# says: It is off for 1 of

# %%
def generalization_gap(history):
    """Say how much better a model is on training pictures than on new ones."""
    training = sum(history["accuracy"][-3:]) / 3
    validation = sum(history["val_accuracy"][-3:]) / 3
    return training - validation
