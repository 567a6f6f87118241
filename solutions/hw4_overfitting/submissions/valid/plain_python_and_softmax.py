# No NumPy, a generator of verdicts, own memory for the best weights, and a softmax head.
# whole

# %%
from collections import deque
from statistics import fmean


def at_the_end(values):
    return fmean(deque(values, maxlen=3))


def generalization_gap(history):
    """Say how much better a model is on training pictures than on new ones."""
    return at_the_end(history["accuracy"]) - at_the_end(history["val_accuracy"])


# %%
from operator import itemgetter


def best_epoch(history):
    """Find the epoch in which the model did best on new pictures."""
    epoch, _ = min(enumerate(history["val_loss"], start=1), key=itemgetter(1))
    return epoch


# %%
from itertools import pairwise


def verdicts(history):
    """Yield each diagnosis with whether it fits, from the top of the table to the bottom."""
    loss, val_loss, val_accuracy = (history[name] for name in ("loss", "val_loss", "val_accuracy"))

    steps = [after - before for before, after in pairwise(loss)]
    jumps = sum(step > 0.1 for step in steps)
    yield "rate too high", jumps > 0 and 3 * jumps >= len(steps)
    yield "rate too high", loss[-1] > 0.5 and loss[-1] >= 2 * min(loss)

    late = val_accuracy[len(val_accuracy) // 2 :]
    changes = [abs(after - before) for before, after in pairwise(late)]
    yield "noisy validation", bool(changes) and fmean(changes) >= 0.05

    yield "underfitting", at_the_end(history["accuracy"]) < 0.65

    gap = generalization_gap(history)
    yield "overfitting", gap >= 0.15
    yield "overfitting", val_loss[-1] >= 1.25 * min(val_loss)
    yield "validation above training", gap <= -0.03
    yield "good fit", True


def diagnose(history):
    """Name what the learning curves show."""
    return next(name for name, fits in verdicts(history) if fits)


# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    """Train until the validation loss stops improving, and keep the best weights."""
    best_loss, best_weights = float("inf"), None

    def remember(epoch, logs):
        nonlocal best_loss, best_weights
        if logs["val_loss"] < best_loss:
            best_loss, best_weights = logs["val_loss"], model.get_weights()

    history = model.fit(
        x_train,
        y_train,
        validation_data=(x_val, y_val),
        epochs=max_epochs,
        callbacks=[
            keras.callbacks.LambdaCallback(on_epoch_end=remember),
            keras.callbacks.EarlyStopping(monitor="val_loss", mode="min", patience=patience),
        ],
        verbose=0,
    )
    if best_weights is not None:
        model.set_weights(best_weights)
    return model, history


# %%
print(f"Validation accuracy: {lab.goal('4.8.2'):.0%} or more.")
print(f"Validation loss above training loss: by {lab.goal('4.8.3'):.2f} at most.")


def build_repaired_model():
    """Build a model that learns from few pictures without learning them by heart."""
    model = keras.Sequential(
        [
            keras.Input(shape=lab.IMAGE_SHAPE),
            keras.layers.RandomFlip("horizontal"),
            keras.layers.RandomRotation(0.04),
            keras.layers.RandomTranslation(0.08, 0.08),
            keras.layers.Rescaling(1 / 127.5, offset=-1),
            load_base(),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(
                len(few.class_names),
                activation="softmax",
                kernel_initializer="zeros",
                kernel_regularizer=keras.regularizers.L2(0.03),
            ),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(5e-4), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


# %%
repaired, repaired_history = fit_until_best(
    build_repaired_model(), few.x_train, few.y_train, few.x_val, few.y_val, max_epochs=60, patience=8
)
