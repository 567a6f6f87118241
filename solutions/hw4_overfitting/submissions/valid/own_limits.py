# Rules in another order and with other limits, from the last epoch alone, that are right on every clear case.
# %%
def diagnose(history):
    accuracy, val_accuracy = np.array(history["accuracy"]), np.array(history["val_accuracy"])
    loss, val_loss = np.array(history["loss"]), np.array(history["val_loss"])
    half = len(loss) // 2
    if (np.diff(loss) > 0.12).sum() > 0.3 * len(loss) or loss[-1] > 1.8 * loss.min() + 0.3:
        return "rate too high"
    if np.std(np.diff(val_accuracy[-half:])) > 0.06:
        return "noisy validation"
    gap = accuracy[-1] - val_accuracy[-1]
    if accuracy[-1] > 0.68 and (gap > 0.14 or val_loss[-1] / val_loss.min() > 1.35):
        return "overfitting"
    if accuracy[-1] <= 0.68:
        return "underfitting"
    return "good fit" if gap > -0.04 else "validation above training"
