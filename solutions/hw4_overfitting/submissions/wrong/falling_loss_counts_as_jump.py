# Task 4.3: counts steps in which the training loss moves by more than 0.1 up or down, so a loss that falls quickly
# counts as jumping and a healthy short training is called "rate too high". Only going up should count.
# fails: 4.3.3
# says: your function calls 8 rate too high
# %%
def diagnose(history):
    """Name what the learning curves show."""
    loss, val_loss = np.array(history["loss"]), np.array(history["val_loss"])
    gap = generalization_gap(history)

    jumps = np.abs(np.diff(loss)) > 0.1  # it jumps up and down
    if jumps.mean() >= 1 / 3 or (loss[-1] > 0.5 and loss[-1] >= 2 * loss.min()):
        return "rate too high"

    second_half = history["val_accuracy"][len(loss) // 2 :]
    if np.abs(np.diff(second_half)).mean() >= 0.05:
        return "noisy validation"

    if np.mean(history["accuracy"][-3:]) < 0.65:
        return "underfitting"
    if gap >= 0.15 or val_loss[-1] >= 1.25 * val_loss.min():
        return "overfitting"
    if gap <= -0.03:
        return "validation above training"
    return "good fit"
