# Over- and underfitting are swapped.
# fails: 4.3.1 4.3.2
# says: nothing has been memorised
# mistake: over- and underfitting swapped
# %%
def diagnose(history):
    loss, val_loss = np.array(history["loss"]), np.array(history["val_loss"])
    if np.mean(np.diff(loss) > 0.1) >= 1 / 3 or loss[-1] > max(0.5, 2 * loss.min()):
        return "rate too high"
    val_accuracy = np.array(history["val_accuracy"])
    if np.mean(np.abs(np.diff(val_accuracy[len(val_accuracy) // 2 :]))) >= 0.05:
        return "noisy validation"
    if np.mean(history["accuracy"][-3:]) < 0.65:
        return "overfitting"
    gap = generalization_gap(history)
    if gap >= 0.15 or val_loss[-1] >= 1.25 * val_loss.min():
        return "underfitting"
    if gap <= -0.03:
        return "validation above training"
    return "good fit"
