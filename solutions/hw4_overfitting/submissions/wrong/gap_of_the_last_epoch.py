# The end is the last epoch alone, for the gap and for underfitting.
# fails: 4.3.1 4.3.2 4.3.5
# says: the average of the last three epochs
# %%
def diagnose(history):
    loss, val_loss = np.array(history["loss"]), np.array(history["val_loss"])
    accuracy, val_accuracy = np.array(history["accuracy"]), np.array(history["val_accuracy"])
    gap = accuracy[-1] - val_accuracy[-1]
    if np.mean(np.diff(loss) > 0.1) >= 1 / 3 or loss[-1] > max(0.5, 2 * loss.min()):
        return "rate too high"
    if np.mean(np.abs(np.diff(val_accuracy[len(val_accuracy) // 2 :]))) >= 0.05:
        return "noisy validation"
    if accuracy[-1] < 0.65:
        return "underfitting"
    if gap >= 0.15 or val_loss[-1] >= 1.25 * val_loss.min():
        return "overfitting"
    if gap <= -0.03:
        return "validation above training"
    return "good fit"
