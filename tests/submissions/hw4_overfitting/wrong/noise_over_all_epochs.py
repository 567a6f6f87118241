# Noise is averaged over all epochs, the first half included.
# fails: 4.3.3
# says: noisy validation

# %%
def diagnose(history):
    """Name what the learning curves show."""
    loss = np.array(history["loss"])
    val_loss = np.array(history["val_loss"])
    if np.mean(np.diff(loss) > 0.1) >= 1 / 3:
        return "rate too high"
    if loss[-1] > 0.5 and loss[-1] >= 2 * loss.min():
        return "rate too high"
    if np.mean(np.abs(np.diff(history["val_accuracy"]))) >= 0.05:
        return "noisy validation"
    if np.mean(history["accuracy"][-3:]) < 0.65:
        return "underfitting"
    gap = generalization_gap(history)
    if gap >= 0.15 or val_loss[-1] >= 1.25 * val_loss.min():
        return "overfitting"
    if gap <= -0.03:
        return "validation above training"
    return "good fit"
