# whole
# Works with NumPy masks in place of loops (switches, counting, np.select for the advice), and compiles with a
# learning rate schedule that starts at the given rate; accuracy is Keras' SparseCategoricalAccuracy with its own name.

# %%
import numpy as np


def set_switches(base, switches):
    """Give each layer of the base its own switch."""
    base.trainable = True  # before the layers, because it may be handed on to them
    for layer, switch in zip(base.layers, switches, strict=True):
        layer.trainable = bool(switch)
    return base


def freeze_all(base):
    """Freeze the whole base."""
    return set_switches(base, np.zeros(len(base.layers), dtype=bool))


def unfreeze_from(base, block_name):
    """Let the base learn from a layer on, and keep the rest of it frozen."""
    is_first = np.array([layer.name == block_name for layer in base.layers])
    is_norm = np.array([isinstance(layer, keras.layers.BatchNormalization) for layer in base.layers])
    return set_switches(base, np.logical_or.accumulate(is_first) & ~is_norm)


# %%
trainable_count = 1152 + 2048 + 325  # conv_b, conv_c and dense


def count_trainable(table, first):
    """Count the parameters that training may change."""
    names, kinds, sizes = (np.array(column) for column in zip(*table, strict=True))
    learns = np.zeros(len(table), dtype=bool)
    if first is not None:
        learns = np.logical_or.accumulate(names == first) & (kinds != "BatchNormalization")
    learns[-1] = True  # the head
    return int(sizes[learns].sum())


# %%
def prepare(model, base, first, learning_rate):
    """Decide what may learn, then compile."""
    freeze_all(base) if first is None else unfreeze_from(base, first)
    schedule = keras.optimizers.schedules.ExponentialDecay(learning_rate, decay_steps=100, decay_rate=0.9)
    model.compile(
        optimizer=keras.optimizers.Adam(schedule),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
    )
    return model


# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.4'):.0%}.")

head_rate = 0.01
base = load_base()
model = prepare(add_head(base, num_classes), base, None, head_rate)
history_1 = model.fit(
    data.x_train,
    data.y_train,
    validation_data=(data.x_val, data.y_val),
    epochs=12,
    callbacks=[lab.progress()],
    verbose=0,
)
weights_1 = [weight.numpy().copy() for weight in model.weights]

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.5'):.0%}.")
if lab.answered(model, weights_1):
    model.set_weights(weights_1)  # start where phase 1 ended, also when you run this cell again

fine_rate = head_rate / 40
model = prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(
    data.x_train,
    data.y_train,
    batch_size=16,
    validation_data=(data.x_val, data.y_val),
    epochs=10,
    callbacks=[lab.progress()],
    verbose=0,
)


# %%
def choose_strategy(num_examples, similarity, budget):
    """Advise how much of a model to train."""
    rows = [
        num_examples < 20 and similarity < 0.3,
        budget < 5,
        num_examples < 20,
        num_examples >= 500 and budget >= 30,
    ]
    advice = ["head on earlier features", "head only", "head only", "everything, low rate"]
    return str(np.select([np.array(row) for row in rows], advice, default="top blocks"))
