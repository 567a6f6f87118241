# whole
# One helper calls fit for the race and for the heads alike; the drawing is plain Python with random.sample instead of
# NumPy, the epoch is found with next, and the accuracy is computed by hand.

# %%
EPOCHS = 8
BATCH_SIZE = 8


def fit_within_budget(model, inputs, labels, **more):
    """The same budget for everybody: whatever is trained in this notebook, is trained here."""
    return model.fit(inputs, labels, batch_size=BATCH_SIZE, epochs=EPOCHS, **more)


def train(network):
    """Train a network on the training pictures."""
    kept_aside = (data.x_val, data.y_val)
    clock = lab.stopwatch()
    return fit_within_budget(
        network, data.x_train, data.y_train, validation_data=kept_aside, callbacks=[clock], verbose=2
    )


# %%
def epochs_to_reach(history, target):
    """Count the epochs until a target was reached."""
    accuracies = lab.curves_of(history)["val_accuracy"]
    return next((epoch for epoch, accuracy in enumerate(accuracies, start=1) if accuracy >= target), None)


# %%
import random
from collections import defaultdict


def draw_per_class(labels, per_class, seed):
    """Draw the same number of examples from each class."""
    members = defaultdict(list)
    for position, label in enumerate(labels):
        members[int(label)].append(position)
    lottery = random.Random(int(seed))
    drawn = []
    for label in sorted(members):
        drawn.extend(lottery.sample(members[label], k=per_class))
    lottery.shuffle(drawn)
    return np.array(drawn, dtype=int)


# %%
def train_head(per_class, seed=0):
    """Train a new head on a few pictures of each class."""
    few = draw_per_class(data.y_train, per_class, seed=seed)
    head = lab.new_head(5)
    fit_within_budget(head, train_features[few], data.y_train[few], verbose=0)
    return head


# %%
print(f"The goal with 5 pictures per class is a validation accuracy of at least {lab.goal('1.4'):.0%}.")


def share_of_hits(head):
    """How often the highest probability is that of the right class."""
    probabilities = head.predict(val_features, verbose=0)
    hits = [row.argmax() == label for row, label in zip(probabilities, data.y_val)]
    return sum(hits) / len(hits)


sizes = (5, 10, 20, 40)
accuracy_curve = dict(zip(sizes, map(share_of_hits, map(train_head, sizes))))
