# The gap over all epochs; `diagnose` never calls it.
# fails: 4.1.1
# says: the average over all epochs
# %%
def generalization_gap(history):
    return np.mean(history["accuracy"]) - np.mean(history["val_accuracy"])


# %%
def diagnose(history):
    loss, val_loss = np.array(history["loss"]), np.array(history["val_loss"])
    if np.mean(np.diff(loss) > 0.1) >= 1 / 3 or loss[-1] > max(0.5, 2 * loss.min()):
        return "rate too high"
    if np.mean(np.abs(np.diff(history["val_accuracy"][len(loss) // 2 :]))) >= 0.05:
        return "noisy validation"
    training, validation = (np.mean(history[name][-3:]) for name in ("accuracy", "val_accuracy"))
    if training < 0.65:
        return "underfitting"
    if training - validation >= 0.15 or val_loss[-1] >= 1.25 * val_loss.min():
        return "overfitting"
    return "validation above training" if training - validation <= -0.03 else "good fit"
