# The epoch with the lowest training loss.
# fails: 4.2.1
# says: the epoch with the lowest training loss
# %%
def best_epoch(history):
    return history["loss"].index(min(history["loss"])) + 1
