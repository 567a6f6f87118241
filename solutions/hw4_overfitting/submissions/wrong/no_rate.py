# Rates that are too high are not looked for.
# fails: 4.3.4
# says: jumps or blows up
# mistake: rate called noise
# %%
def diagnose(history):
    loss, val_loss = np.array(history["loss"]), np.array(history["val_loss"])
    val_accuracy = np.array(history["val_accuracy"])
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
