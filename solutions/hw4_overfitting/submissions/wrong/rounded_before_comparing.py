# Validation losses are rounded to two decimals before the lowest is taken.
# fails: 4.2.1
# says: 'val_loss': [0.904

# %%
def best_epoch(history):
    """Find the epoch in which the model did best on new pictures."""
    losses = np.round(history["val_loss"], 2)  # so that equally good epochs really are equal
    return int(np.argmin(losses)) + 1
