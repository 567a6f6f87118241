# Lists become arrays of the same numbers in their old place, and what is worked out is kept in a copy of the history.
# %%
def best_epoch(history):
    history["val_loss"] = np.array(history["val_loss"])
    return int(history["val_loss"].argmin()) + 1


# %%
def diagnose(history):
    seen = {name: np.array(values) for name, values in history.items()}
    seen["gap"] = generalization_gap(history)
    loss, val_loss, val_accuracy = seen["loss"], seen["val_loss"], seen["val_accuracy"]
    if np.mean(np.diff(loss) > 0.1) >= 1 / 3 or loss[-1] > max(0.5, 2 * loss.min()):
        return "rate too high"
    if np.mean(np.abs(np.diff(val_accuracy[len(val_accuracy) // 2 :]))) >= 0.05:
        return "noisy validation"
    if seen["accuracy"][-3:].mean() < 0.65:
        return "underfitting"
    if seen["gap"] >= 0.15 or val_loss[-1] >= 1.25 * val_loss.min():
        return "overfitting"
    return "validation above training" if seen["gap"] <= -0.03 else "good fit"
