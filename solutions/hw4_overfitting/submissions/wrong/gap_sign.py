# Validation minus training.
# fails: 4.1.1
# says: turned round
# mistake: sign swapped
# %%
def generalization_gap(history):
    return np.mean(history["val_accuracy"][-3:]) - np.mean(history["accuracy"][-3:])
