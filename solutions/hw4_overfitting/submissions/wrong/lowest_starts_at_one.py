# The search starts at 1.0, as if a loss could not be higher, and says epoch 1 where all validation losses are above; violates "The one with the lowest **validation loss**" (4.2).
# fails: 4.2.1
# says: lowest validation loss
# whole
# %%
def best_epoch(history):
    lowest = 1.0
    best = 1
    for epoch, value in enumerate(history["val_loss"], start=1):
        if value < lowest:
            lowest = value
            best = epoch
    return best
