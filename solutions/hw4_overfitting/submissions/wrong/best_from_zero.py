# Counted from 0.
# fails: 4.2.1
# says: counts from 0
# mistake: counted from 0
# %%
def best_epoch(history):
    return int(np.argmin(history["val_loss"]))
