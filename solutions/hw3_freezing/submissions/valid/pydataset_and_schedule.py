# itertools, rules as data, Nadam with a falling rate, and pictures from a PyDataset.
# whole

# %%
import itertools


def freeze_all(base):
    """Freeze the whole base."""
    for layer in base.layers:
        layer.trainable = False
    return base


def unfreeze_from(base, block_name):
    """Let the base learn from a layer on, and keep the rest of it frozen."""
    base.get_layer(block_name)  # an error if there is none
    freeze_all(base)
    base.trainable = True  # the switch of the model itself; each layer's own follows
    freeze_all(base)
    for layer in itertools.dropwhile(lambda layer: layer.name != block_name, base.layers):
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    return base


# %%
trainable_count = sum((1152, 2048, 325))


def count_trainable(table, first):
    """Count the parameters that training may change."""
    *body, (_, _, count) = table
    for _, kind, parameters in itertools.dropwhile(lambda row: row[0] != first, body):
        count += 0 if kind == "BatchNormalization" else parameters
    return count


# %%
def prepare(model, base, first, learning_rate):
    """Decide what may learn, then compile."""
    freeze_all(base)
    if first is not None:
        unfreeze_from(base, first)
    falling = keras.optimizers.schedules.ExponentialDecay(learning_rate, decay_steps=200, decay_rate=0.9)
    model.compile(
        keras.optimizers.Nadam(falling),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model


# %%
import numpy as np


class Shuffled(keras.utils.PyDataset):
    """Pictures in batches, in a new order in each epoch."""

    def __init__(self, pictures, labels, batch_size):
        super().__init__()
        self.pictures, self.labels, self.batch_size = pictures, labels, batch_size
        self.random = np.random.default_rng(3)
        self.order = self.random.permutation(len(labels))

    def __len__(self):
        return -(-len(self.labels) // self.batch_size)

    def __getitem__(self, index):
        chosen = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        return self.pictures[chosen], self.labels[chosen]

    def on_epoch_end(self):
        self.order = self.random.permutation(len(self.labels))


print(f"The goal is a validation accuracy of at least {lab.goal('3.4'):.0%}.")

head_rate = 0.01
base = load_base()
model = prepare(add_head(base, num_classes), base, first=None, learning_rate=head_rate)
history_1 = model.fit(
    Shuffled(data.x_train, data.y_train, 32),
    validation_data=(data.x_val, data.y_val),
    epochs=14,
    verbose=0,
)
weights_1 = [np.array(weight) for weight in model.get_weights()]

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.5'):.0%}.")
if lab.answered(model, weights_1):
    model.set_weights(weights_1)  # start where phase 1 ended, also when you run this cell again

fine_rate = head_rate / 30
history_2 = prepare(model, base, "block_13_expand", fine_rate).fit(
    Shuffled(data.x_train, data.y_train, 16),
    validation_data=(data.x_val, data.y_val),
    epochs=10,
    verbose=0,
)


# %%
ADVICE = (
    (lambda pictures, alike, minutes: pictures < 20 and alike < 0.3, "head on earlier features"),
    (lambda pictures, alike, minutes: minutes < 5, "head only"),
    (lambda pictures, alike, minutes: pictures < 20, "head only"),
    (lambda pictures, alike, minutes: pictures >= 500 and minutes >= 30, "everything, low rate"),
    (lambda pictures, alike, minutes: True, "top blocks"),
)


def choose_strategy(num_examples, similarity, budget):
    """Advise how much of a model to train."""
    return next(strategy for fits, strategy in ADVICE if fits(num_examples, similarity, budget))
