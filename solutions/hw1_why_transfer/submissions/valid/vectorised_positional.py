# Unusual: fit is called with positional arguments unpacked from slices of the data tuple, everything is vectorised NumPy (one shuffle, one stable sort, no loop over classes), with type hints and walrus.
# whole

# %%
EPOCHS: int = 8
BATCH_SIZE: int = 8


def train(network: keras.Model) -> keras.callbacks.History:
    """x, y, batch size, epochs, verbosity, callbacks - in the order in which fit takes them."""
    return network.fit(*data[:2], BATCH_SIZE, EPOCHS, 2, [lab.stopwatch()], validation_data=data[2:4])

# %%
scratch_history = (race := [train(network) for network in (scratch,)]).pop()

# %%
print(f"The goal for the pretrained base is a validation accuracy of at least {lab.goal('1.1'):.0%}.")

if (transfer_history := train(transfer)) is not None:
    best = np.max(transfer_history.history["val_accuracy"])
transfer_history = transfer_history
print(f"best epoch: {best:.3f}")

# %%
from typing import Optional


def epochs_to_reach(history, target: float) -> Optional[int]:
    reached = np.asarray(lab.curves_of(history)["val_accuracy"], dtype=float) >= target
    return int(np.argmax(reached)) + 1 if reached.any() else None

# %%
def draw_per_class(labels: np.ndarray, per_class: int, seed: int) -> np.ndarray:
    labels = np.asarray(labels)
    order = np.random.default_rng(seed).permutation(labels.size)  # all positions, shuffled
    grouped = order[np.argsort(labels[order], kind="stable")]  # class after class, shuffled inside
    _, starts = np.unique(labels[grouped], return_index=True)
    return grouped[np.add.outer(starts, np.arange(per_class)).ravel()]

# %%
def train_head(per_class: int, seed: int = 0) -> keras.Model:
    picked = draw_per_class(per_class=per_class, labels=data.y_train, seed=seed)
    x, y = (np.take(array, picked, axis=0) for array in (train_features, data.y_train))
    (head := lab.new_head(5)).fit(x, y, BATCH_SIZE, EPOCHS, 0)
    return head

# %%
print(f"The goal with 5 pictures per class is a validation accuracy of at least {lab.goal('1.4'):.0%}.")

sizes = 5 * 2 ** np.arange(4)  # 5, 10, 20, 40
heads = map(train_head, sizes.tolist())
accuracy_curve = dict(zip(sizes.tolist(), (lab.accuracy(head, val_features, data.y_val) for head in heads)))
print(accuracy_curve)

# %%
answer_1_7: str = "k7"

# %%
answer_1_8: str = "t3"
