# Twice the lowest training loss is enough, however small both are.
# fails: 4.3.1 4.3.3
# says: close to zero

# %%
def diagnose(history):
    """Name what the learning curves show."""
    loss = np.array(history["loss"])
    val_loss = np.array(history["val_loss"])
    val_accuracy = np.array(history["val_accuracy"])
    jumps = np.mean(np.diff(loss) > 0.1) >= 1 / 3
    shoots_up = loss[-1] >= 2 * loss.min()
    if jumps or shoots_up:
        return "rate too high"
    if np.mean(np.abs(np.diff(val_accuracy[len(val_accuracy) // 2 :]))) >= 0.05:
        return "noisy validation"
    if np.mean(history["accuracy"][-3:]) < 0.65:
        return "underfitting"
    gap = generalization_gap(history)
    if gap >= 0.15 or val_loss[-1] >= 1.25 * val_loss.min():
        return "overfitting"
    if gap <= -0.03:
        return "validation above training"
    return "good fit"
