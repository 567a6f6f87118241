# Validation above training goes by the last epoch alone; all other rows are right.
# fails: 4.3.5
# says: the average of the last three epochs
# %%
def diagnose(history):
    loss, val_loss = np.array(history["loss"]), np.array(history["val_loss"])
    accuracy, val_accuracy = np.array(history["accuracy"]), np.array(history["val_accuracy"])
    if np.mean(np.diff(loss) > 0.1) >= 1 / 3 or loss[-1] > max(0.5, 2 * loss.min()):
        return "rate too high"
    if np.mean(np.abs(np.diff(val_accuracy[len(val_accuracy) // 2 :]))) >= 0.05:
        return "noisy validation"
    if accuracy[-3:].mean() < 0.65:
        return "underfitting"
    if accuracy[-3:].mean() - val_accuracy[-3:].mean() >= 0.15 or val_loss[-1] >= 1.25 * val_loss.min():
        return "overfitting"
    if accuracy[-1] - val_accuracy[-1] <= -0.03:
        return "validation above training"
    return "good fit"
