# A class of curves, rules in a dictionary, tf.data, and a ModelCheckpoint that keeps the best epoch.
# whole

# %%
import functools


class Curves:
    """What can be read off a history."""

    def __init__(self, history):
        self.series = {name: np.array(values, dtype="float64") for name, values in history.items()}

    def __getitem__(self, name):
        return self.series[name]

    def end(self, name):
        return self[name][-3:].mean()

    @functools.cached_property
    def gap(self):
        return float(self.end("accuracy") - self.end("val_accuracy"))

    @property
    def best(self):
        return int(np.flatnonzero(self["val_loss"] == self["val_loss"].min())[0])


def generalization_gap(history):
    """Say how much better a model is on training pictures than on new ones."""
    return Curves(history).gap


# %%
def best_epoch(history):
    """Find the epoch in which the model did best on new pictures."""
    return 1 + Curves(history).best


# %%
def _rate_too_high(curves):
    loss = curves["loss"]
    rises = np.count_nonzero(loss[1:] - loss[:-1] > 0.1)
    return (rises and rises / (loss.size - 1) >= 1 / 3) or (loss[-1] > 0.5 and loss[-1] >= 2 * loss.min())


def _noisy(curves):
    late = np.array_split(curves["val_accuracy"], 2)[1]
    return late.size > 1 and np.abs(np.diff(late)).mean() >= 0.05


RULES = {
    "rate too high": _rate_too_high,
    "noisy validation": _noisy,
    "underfitting": lambda curves: curves.end("accuracy") < 0.65,
    "overfitting": lambda curves: curves.gap >= 0.15 or curves["val_loss"][-1] >= 1.25 * curves["val_loss"].min(),
    "validation above training": lambda curves: curves.gap <= -0.03,
}


def diagnose(history):
    """Name what the learning curves show."""
    curves = Curves(history)
    for diagnosis, fits in RULES.items():
        if fits(curves):
            return diagnosis
    return lab.DIAGNOSES[-1]


# %%
import tempfile
from pathlib import Path

import tensorflow as tf


def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    """Train until the validation loss stops improving, and keep the best weights."""
    training = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(len(y_train)).batch(32)
    validation = tf.data.Dataset.from_tensor_slices((x_val, y_val)).batch(32)
    with tempfile.TemporaryDirectory() as folder:
        best = Path(folder) / "best.weights.h5"
        watch = {"monitor": "val_loss", "mode": "min"}
        history = model.fit(
            training,
            validation_data=validation,
            epochs=max_epochs,
            callbacks=[
                keras.callbacks.ModelCheckpoint(str(best), save_best_only=True, save_weights_only=True, **watch),
                keras.callbacks.EarlyStopping(patience=patience, **watch),
            ],
            verbose=0,
        )
        if best.exists():
            model.load_weights(str(best))
    return model, history


# %%
print(f"Validation accuracy: {lab.goal('4.8.2'):.0%} or more.")
print(f"Validation loss above training loss: by {lab.goal('4.8.3'):.2f} at most.")


def build_repaired_model():
    """Build a model that learns from few pictures without learning them by heart."""
    layers = keras.layers
    inputs = keras.Input(shape=lab.IMAGE_SHAPE, name="pictures")
    steps = (
        layers.RandomFlip("horizontal"),
        layers.RandomZoom(0.1),
        layers.RandomTranslation(0.05, 0.05),
        layers.Rescaling(scale=2 / 255, offset=-1.0),
        functools.partial(load_base(), training=False),
        layers.GlobalAveragePooling2D(),
        layers.GaussianNoise(0.1),
        layers.Dropout(0.4),
        layers.Dense(
            len(few.class_names),
            kernel_initializer=keras.initializers.RandomNormal(stddev=0.002),
            kernel_regularizer=keras.regularizers.L2(0.01),
            kernel_constraint=keras.constraints.MaxNorm(1.0),
        ),
    )
    outputs = functools.reduce(lambda x, step: step(x), steps, inputs)
    model = keras.Model(inputs=inputs, outputs=outputs, name="repaired")
    model.compile(
        optimizer=keras.optimizers.AdamW(learning_rate=6e-4, weight_decay=0.01),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model


# %%
repaired = build_repaired_model()
repaired, repaired_history = fit_until_best(
    repaired, few.x_train, few.y_train, few.x_val, few.y_val, max_epochs=70, patience=8
)
