# whole
# Rules are data, training is fed by tf.data; unusual layers that are right (EinsumDense, Normalization, GaussianDropout).
# %%
from collections import deque
from statistics import fmean


def generalization_gap(history):
    """Training minus validation accuracy at the end."""
    at_the_end = lambda name: fmean(deque(history[name], maxlen=3))
    return at_the_end("accuracy") - at_the_end("val_accuracy")


# %%
from itertools import count
from operator import itemgetter

# min keeps the first of equals, so the earlier epoch wins.
best_epoch = lambda history: min(zip(count(1), history["val_loss"]), key=itemgetter(1))[0]


# %%
from itertools import islice, pairwise

_steps = lambda values: [later - earlier for earlier, later in pairwise(values)]
_end = lambda values: fmean(deque(values, maxlen=3))
_second_half = lambda values: list(islice(values, len(values) // 2, None))
_share = lambda flags: fmean(flags) if flags else 0.0


def _jumps(h):
    return _share([float(step > 0.1) for step in _steps(h["loss"])]) >= 1 / 3 - 1e-12


def _blew_up(h):
    *_, last = h["loss"]
    return last > 0.5 and last >= 2 * min(h["loss"])


def _restless(h):
    return _share(list(map(abs, _steps(_second_half(h["val_accuracy"]))))) >= 0.05


_TABLE = (
    ("rate too high", lambda h: _jumps(h) or _blew_up(h)),
    ("noisy validation", _restless),
    ("underfitting", lambda h: _end(h["accuracy"]) < 0.65),
    ("overfitting", lambda h: generalization_gap(h) >= 0.15 or h["val_loss"][-1] >= 1.25 * min(h["val_loss"])),
    ("validation above training", lambda h: generalization_gap(h) <= -0.03),
    ("good fit", lambda h: True),
)


def diagnose(history):
    """The first row that fits."""
    return next(name for name, fits in _TABLE if fits(history))


# %%
readings = dict(
    zip(
        "EFDCBA",
        (
            "rate too high",
            "underfitting",
            "validation above training",
            "noisy validation",
            "overfitting",
            "good fit",
        ),
    )
)

# %%
answer_4_5 = "s6"

# %%
answer_4_6 = "f4"

# %%
import tensorflow as tf


def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    """Train until the validation loss stops improving, and keep the best weights."""
    stream = lambda x, y: tf.data.Dataset.from_tensor_slices((x, y))
    training = stream(x_train, y_train).shuffle(len(x_train), reshuffle_each_iteration=True).batch(32).prefetch(1)
    validation = stream(x_val, y_val).batch(32)
    # monitor, min_delta, patience, verbose, mode, baseline, restore_best_weights
    stopper = keras.callbacks.EarlyStopping("val_loss", 0, patience, 0, "min", None, True)
    return model, model.fit(training, epochs=max_epochs, verbose=0, callbacks=[stopper], validation_data=validation)


# %%
print(f"Validation accuracy: {lab.goal('4.8.2'):.0%} or more.")
print(f"Validation loss above training loss: by {lab.goal('4.8.3'):.2f} at most.")

from functools import reduce


def build_repaired_model():
    """Frozen base, pooled features, one small layer on top."""
    base = load_base()
    classes = len(few.class_names)
    chain = (
        keras.layers.RandomFlip("horizontal"),
        keras.layers.RandomRotation(0.04),
        keras.layers.Normalization(mean=127.5, variance=127.5**2),  # (x - 127.5) / 127.5
        base,
        keras.layers.AveragePooling2D(tuple(base.output_shape[1:3])),
        keras.layers.Flatten(),
        keras.layers.GaussianDropout(0.3),
        keras.layers.EinsumDense("bf,fc->bc", classes, "softmax", "c", kernel_regularizer=keras.regularizers.L2(0.01)),
    )
    inputs = keras.Input(lab.IMAGE_SHAPE)
    model = keras.Model(inputs, reduce(lambda x, layer: layer(x), chain, inputs))
    model.compile(
        keras.optimizers.Adam(0.001),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


# %%
repaired, repaired_history = fit_until_best(build_repaired_model(), *few[:4], 50, 6)
