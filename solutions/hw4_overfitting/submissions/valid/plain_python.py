# No NumPy anywhere, loops instead of slices, and Python's own statistics.
# %%
from statistics import fmean


def generalization_gap(history):
    last = min(3, len(history["accuracy"]))
    return fmean(a - v for a, v in list(zip(history["accuracy"], history["val_accuracy"]))[-last:])


# %%
def best_epoch(history):
    best, lowest = 1, float("inf")
    for number, loss in enumerate(history["val_loss"], start=1):
        if loss < lowest:
            best, lowest = number, loss
    return best


# %%
def diagnose(history):
    loss = history["loss"]
    ups = sum(1 for before, after in zip(loss, loss[1:]) if after - before > 0.1)
    if ups * 3 >= len(loss) - 1 or (loss[-1] > 0.5 and loss[-1] >= 2 * min(loss)):
        return lab.DIAGNOSES[0]
    half = history["val_accuracy"][len(loss) // 2 :]
    if fmean(abs(b - a) for a, b in zip(half, half[1:])) >= 0.05:
        return lab.DIAGNOSES[1]
    if fmean(history["accuracy"][-3:]) < 0.65:
        return lab.DIAGNOSES[2]
    if generalization_gap(history) >= 0.15 or history["val_loss"][-1] >= 1.25 * min(history["val_loss"]):
        return lab.DIAGNOSES[3]
    return lab.DIAGNOSES[4] if generalization_gap(history) <= -0.03 else lab.DIAGNOSES[5]
