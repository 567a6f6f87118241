# The curves as one array, and np.where for the first minimum.
# %%
def generalization_gap(history):
    curves = np.array([history[name] for name in ("accuracy", "val_accuracy")])
    return np.subtract(*curves[:, -3:].mean(1)).item()


# %%
def best_epoch(history):
    losses = np.array(history["val_loss"])
    return int(np.where(losses == losses.min())[0][0]) + 1
