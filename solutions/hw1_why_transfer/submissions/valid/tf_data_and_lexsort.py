# whole
# Collects the arguments of fit in a dictionary, works with NumPy all the way (no loop over classes or epochs), feeds
# the head from a tf.data pipeline, and measures it with Keras's own evaluate.

# %%
EPOCHS = 8
BATCH_SIZE = 8


def train(network):
    """Train a network on the training pictures."""
    settings = dict(
        x=data.x_train,
        y=data.y_train,
        validation_data=(data.x_val, data.y_val),
        epochs=EPOCHS,
        batch_size=BATCH_SIZE,
        callbacks=[lab.stopwatch()],
        verbose=2,
    )
    return network.fit(**settings)


# %%
def epochs_to_reach(history, target):
    """Count the epochs until a target was reached."""
    reached = np.array(lab.curves_of(history)["val_accuracy"]) >= target
    return int(reached.argmax()) + 1 if reached.any() else None


# %%
def draw_per_class(labels, per_class, seed):
    """Draw the same number of examples from each class.

    Sorts by class, and within a class by a random number. Then the first per_class of each class are the draw.
    """
    dice = np.random.default_rng(seed).random(len(labels))
    order = np.lexsort((dice, labels))
    _, starts = np.unique(labels[order], return_index=True)
    return np.sort(order[starts[:, np.newaxis] + np.arange(per_class)].ravel())


# %%
import tensorflow as tf


def train_head(per_class, seed=0):
    """Train a new head on a few pictures of each class."""
    drawn = draw_per_class(data.y_train, per_class, seed)
    examples = tf.data.Dataset.from_tensor_slices((train_features[drawn], data.y_train[drawn]))
    batches = examples.shuffle(len(drawn)).batch(BATCH_SIZE).prefetch(tf.data.AUTOTUNE)
    head = lab.new_head(len(data.class_names))
    head.fit(batches, epochs=EPOCHS, verbose=0)
    return head


# %%
print(f"The goal with 5 pictures per class is a validation accuracy of at least {lab.goal('1.4'):.0%}.")


def validation_accuracy(model):
    """What Keras itself measures."""
    return model.evaluate(val_features, data.y_val, verbose=0, return_dict=True)["accuracy"]


accuracy_curve = {per_class: validation_accuracy(train_head(per_class)) for per_class in [5, 10, 20, 40]}
