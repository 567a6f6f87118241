# No helper of the course and no NumPy where plain Python does; type hints; both kinds of history by hand.
# %%
def epochs_to_reach(history, target: float) -> int | None:
    curves = history if isinstance(history, dict) else history.history
    epoch = 0
    while epoch < len(curves["val_accuracy"]):
        if not curves["val_accuracy"][epoch] < target:
            return epoch + 1
        epoch += 1


# %%
import random


def draw_per_class(labels, per_class: int, seed: int):
    dice = random.Random(seed)
    drawn = []
    for label in sorted(set(int(label) for label in labels)):
        members = [place for place, other in enumerate(labels) if other == label]
        drawn += dice.sample(members, per_class)
    return np.array(drawn)
