# Losses instead of accuracies.
# fails: 4.1.1
# says: a difference of losses
# mistake: gap of losses
# %%
def generalization_gap(history):
    return np.mean(history["val_loss"][-3:]) - np.mean(history["loss"][-3:])
