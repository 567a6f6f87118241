# Of two epochs that are equally good, the later one.
# fails: 4.2.1
# says: Of two equally good epochs it takes the later one
# mistake: tie
# %%
def best_epoch(history):
    lowest = min(history["val_loss"])
    return max(number for number, loss in enumerate(history["val_loss"], start=1) if loss == lowest)
