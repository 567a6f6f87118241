# Arguments of fit by position, takewhile, quotas for each class, and a loop of its own for the head.

# %%
EPOCHS = 8
BATCH_SIZE = 8


def train(network):
    """Train a network on the training pictures."""
    # in order: pictures, labels, batch_size, epochs, verbose, callbacks, validation_split, validation_data
    return network.fit(
        data.x_train, data.y_train, BATCH_SIZE, EPOCHS, 2, [lab.stopwatch()], 0.0, (data.x_val, data.y_val)
    )

# %%
from itertools import takewhile


def epochs_to_reach(history, target):
    """Count the epochs until a target was reached."""
    accuracies = lab.curves_of(history)["val_accuracy"]
    too_low = len(list(takewhile(lambda accuracy: not accuracy >= target, accuracies)))
    return None if too_low == len(accuracies) else too_low + 1

# %%
import random
from collections import Counter


def draw_per_class(labels, per_class, seed):
    """Draw the same number of examples from each class."""
    of = np.asarray(labels).tolist()
    order = list(range(len(of)))
    random.Random(int(seed)).shuffle(order)
    taken = Counter()

    def still_wanted():
        for position in order:
            if taken[of[position]] < per_class:
                taken[of[position]] += 1
                yield position

    return np.fromiter(still_wanted(), dtype="int64")

# %%
import tensorflow as tf


def train_head(per_class, seed=0):
    """Train a new head on a few pictures of each class."""
    chosen = draw_per_class(data.y_train, per_class, seed)
    x, y = train_features[chosen], data.y_train[chosen]
    head = lab.new_head(5)
    measure = keras.losses.SparseCategoricalCrossentropy()
    shuffler = np.random.default_rng(seed)
    for _ in range(EPOCHS):
        order = shuffler.permutation(len(chosen))
        for start in range(0, len(order), BATCH_SIZE):
            batch = order[start : start + BATCH_SIZE]
            with tf.GradientTape() as tape:
                loss = measure(tf.constant(y[batch]), head(tf.constant(x[batch]), training=True))
            gradients = tape.gradient(loss, head.trainable_variables)
            head.optimizer.apply_gradients(zip(gradients, head.trainable_variables))
    return head

# %%
print(f"The goal with 5 pictures per class is a validation accuracy of at least {lab.goal('1.4'):.0%}.")

accuracy_curve = {}
for pictures in (40, 20, 10, 5):
    measured = train_head(pictures).evaluate(val_features, data.y_val, verbose=0, return_dict=True)
    accuracy_curve[pictures] = float(measured["accuracy"])
