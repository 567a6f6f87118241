# The rows from the bottom to the top of the table, each taking the place of the one below it; > where the table says "or more".
# %%
def diagnose(history):
    h = {name: np.array(curve) for name, curve in history.items()}
    gap = generalization_gap(history)
    middle = (len(h["loss"]) + 1) // 2
    verdict = "good fit"
    if gap < -0.03:
        verdict = "validation above training"
    if gap > 0.15 or h["val_loss"][-1] / h["val_loss"].min() > 1.25:
        verdict = "overfitting"
    if h["accuracy"][-3:].sum() / 3 <= 0.65:
        verdict = "underfitting"
    if np.abs(np.ediff1d(h["val_accuracy"][middle:])).mean() > 0.05:
        verdict = "noisy validation"
    ups = np.flatnonzero(h["loss"][1:] > h["loss"][:-1] + 0.1).size
    if ups > (len(h["loss"]) - 1) / 3 or h["loss"][-1] > max(0.5, 2 * h["loss"].min()):
        verdict = "rate too high"
    return verdict
