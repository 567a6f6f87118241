# The highest accuracies, wherever they are.
# fails: 4.1.1
# says: It compares the highest accuracies
# %%
def generalization_gap(history):
    return max(history["accuracy"]) - max(history["val_accuracy"])
