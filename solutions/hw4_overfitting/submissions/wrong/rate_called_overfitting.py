# Mistake 31: where the training itself does not work, the gap is looked at all the same.
# fails: 4.3.4
# says: While training does not work, a gap means nothing
# mistake: rate called overfitting
# %%
def diagnose(history):
    loss, val_loss = np.array(history["loss"]), np.array(history["val_loss"])
    is_smooth = np.mean(np.diff(loss) > 0.1) < 1 / 3 and loss[-1] <= max(0.5, 2 * loss.min())
    if not is_smooth:
        return "overfitting"
    val_accuracy = np.array(history["val_accuracy"])
    if np.mean(np.abs(np.diff(val_accuracy[len(val_accuracy) // 2 :]))) >= 0.05:
        return "noisy validation"
    if np.mean(history["accuracy"][-3:]) < 0.65:
        return "underfitting"
    gap = generalization_gap(history)
    if gap >= 0.15 or val_loss[-1] >= 1.25 * val_loss.min():
        return "overfitting"
    return "validation above training" if gap <= -0.03 else "good fit"
