# The last epoch alone.
# fails: 4.1.1
# says: the last epoch alone
# mistake: last epoch alone
# %%
def generalization_gap(history):
    return history["accuracy"][-1] - history["val_accuracy"][-1]
