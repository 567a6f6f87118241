# Later is better.
# fails: 4.2.1
# says: always the last epoch
# mistake: last epoch
# %%
def best_epoch(history):
    return len(history["val_loss"])
