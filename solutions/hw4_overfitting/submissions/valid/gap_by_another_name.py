# `diagnose` works everything out for itself, as numbers in a table, and takes the first row that holds.
# %%
def diagnose(history):
    end = {name: sum(values[-3:]) / 3 for name, values in history.items()}
    steps = [after - before for before, after in zip(history["loss"], history["loss"][1:])]
    late = history["val_accuracy"][len(history["val_accuracy"]) // 2 :]
    walked = sum(abs(after - before) for before, after in zip(late, late[1:])) / (len(late) - 1)
    ahead = end["val_accuracy"] - end["accuracy"]
    last, lowest = history["loss"][-1], min(history["loss"])
    table = {
        "rate too high": sum(step > 0.1 for step in steps) / len(steps) >= 1 / 3 or last > 0.5 and last >= 2 * lowest,
        "noisy validation": walked >= 0.05,
        "underfitting": end["accuracy"] < 0.65,
        "overfitting": ahead <= -0.15 or history["val_loss"][-1] >= 1.25 * min(history["val_loss"]),
        "validation above training": ahead >= 0.03,
        "good fit": True,
    }
    return next(name for name, holds in table.items() if holds)
