# The gap is compared without its sign, so that a validation far ahead is called overfitting.
# fails: 4.3.5
# says: overfitting is the opposite
# mistake: validation above training

# %%
def diagnose(history):
    """Name what the learning curves show.

    Args:
        history (dict): as in generalization_gap.

    Returns:
        str: one of lab.DIAGNOSES.
    """
    loss = np.array(history["loss"])
    val_accuracy = np.array(history["val_accuracy"])
    val_loss = np.array(history["val_loss"])
    gap = generalization_gap(history)

    if np.mean(np.diff(loss) > 0.1) >= 1 / 3 or (loss[-1] > 0.5 and loss[-1] >= 2 * loss.min()):
        return "rate too high"
    if np.mean(np.abs(np.diff(val_accuracy[len(val_accuracy) // 2 :]))) >= 0.05:
        return "noisy validation"
    if np.mean(history["accuracy"][-3:]) < 0.65:
        return "underfitting"
    if abs(gap) >= 0.15 or val_loss[-1] >= 1.25 * val_loss.min():
        return "overfitting"
    if gap <= -0.03:
        return "validation above training"
    return "good fit"
