# whole
# Flips the switch of the whole base on and off, and opens the top with itertools.dropwhile; the loss is TensorFlow's
# own softmax cross-entropy in a function; fit gets tf.data pipelines, and a new EarlyStopping in each phase.

# %%
from itertools import dropwhile


def freeze_all(base):
    """Freeze the whole base."""
    # The switch is handed on only when it changes, so switch it on first: then switching it off is a change.
    base.trainable = True
    base.trainable = False
    return base


def unfreeze_from(base, block_name):
    """Let the base learn from a layer on, and keep the rest of it frozen."""
    freeze_all(base)
    base.trainable = True  # the base's own switch has to be on; this opens all layers ...
    for layer in base.layers:
        layer.trainable = False  # ... so close them one by one
    for layer in dropwhile(lambda layer: layer.name != block_name, base.layers):
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    return base


# %%
import tensorflow as tf


def cross_entropy(labels, logits):
    """One loss for each picture; Keras takes the mean."""
    labels = tf.cast(tf.reshape(labels, [-1]), tf.int32)
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def prepare(model, base, first, learning_rate):
    """Decide what may learn, then compile."""
    if first is None:
        freeze_all(base)
    else:
        unfreeze_from(base, first)
    model.compile(keras.optimizers.Adam(learning_rate), cross_entropy, metrics=["accuracy"])
    return model


# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.4'):.0%}.")

head_rate = 1e-2
train_set = tf.data.Dataset.from_tensor_slices((data.x_train, data.y_train)).cache()
train_set = train_set.shuffle(len(data.x_train), seed=3, reshuffle_each_iteration=True)
val_set = tf.data.Dataset.from_tensor_slices((data.x_val, data.y_val)).batch(32).cache()


def stopper():
    """A new callback that stops when the validation pictures get no better, and takes the best weights."""
    return keras.callbacks.EarlyStopping(monitor="val_accuracy", mode="max", patience=5, restore_best_weights=True)


base = load_base()
model = add_head(base, num_classes)
prepare(model, base, None, head_rate)
history_1 = model.fit(
    train_set.batch(32).prefetch(tf.data.AUTOTUNE),
    validation_data=val_set,
    epochs=14,
    callbacks=[stopper(), lab.progress()],
    verbose=0,
)
weights_1 = model.get_weights()

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.5'):.0%}.")
if lab.answered(model, weights_1):
    model.set_weights(weights_1)  # start where phase 1 ended, also when you run this cell again

fine_rate = 2e-4
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(
    train_set.batch(16).prefetch(tf.data.AUTOTUNE),
    validation_data=val_set,
    epochs=10,
    callbacks=[stopper(), lab.progress()],
    verbose=0,
)
