# whole
# Plain Python (statistics, itertools.pairwise, early returns) for the curves, tf.data pipelines in fit_until_best, and
# a repaired model with softmax probabilities, preprocess_input for the scaling, and a base that averages by itself.

# %% first
from itertools import pairwise
from statistics import fmean


# %%
def at_the_end(values):
    """Average over the last three epochs, or over all if there are fewer."""
    return fmean(values[-3:])


def generalization_gap(history):
    """Say how much better a model is on training pictures than on new ones."""
    return at_the_end(history["accuracy"]) - at_the_end(history["val_accuracy"])


# %%
def best_epoch(history):
    """Find the epoch in which the model did best on new pictures."""
    best, lowest = 1, history["val_loss"][0]
    for number, loss in enumerate(history["val_loss"], start=1):
        if loss < lowest:  # not <=, so that the earlier of two equal ones stays
            best, lowest = number, loss
    return best


# %%
def rate_is_too_high(loss):
    """The training loss jumps up again and again, or has shot up for good."""
    ups = [after - before > 0.1 for before, after in pairwise(loss)]
    jumps = 3 * sum(ups) >= len(ups) > 0
    shot_up = loss[-1] > 0.5 and loss[-1] >= 2 * min(loss)
    return jumps or shot_up


def is_noisy(val_accuracy):
    """The validation accuracy changes a lot from epoch to epoch in the second half."""
    late = val_accuracy[len(val_accuracy) // 2 :]
    changes = [abs(after - before) for before, after in pairwise(late)]
    return bool(changes) and fmean(changes) >= 0.05


def diagnose(history):
    """Name what the learning curves show."""
    if rate_is_too_high(history["loss"]):
        return "rate too high"
    if is_noisy(history["val_accuracy"]):
        return "noisy validation"
    if at_the_end(history["accuracy"]) < 0.65:
        return "underfitting"
    gap = generalization_gap(history)
    val_loss = history["val_loss"]
    if gap >= 0.15 or val_loss[-1] >= 1.25 * min(val_loss):
        return "overfitting"
    return "validation above training" if gap <= -0.03 else "good fit"


# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    """Train until the validation loss stops improving, and keep the best weights."""
    import tensorflow as tf

    training = tf.data.Dataset.from_tensor_slices((x_train, y_train)).shuffle(len(x_train)).batch(32)
    validation = tf.data.Dataset.from_tensor_slices((x_val, y_val)).batch(32)
    stop = keras.callbacks.EarlyStopping("val_loss", mode="min", patience=patience, restore_best_weights=True)
    history = model.fit(
        training.prefetch(tf.data.AUTOTUNE),
        validation_data=validation.prefetch(tf.data.AUTOTUNE),
        epochs=max_epochs,
        callbacks=[stop, lab.progress()],
        verbose=0,
    )
    return model, history


# %%
print(f"Validation accuracy: {lab.goal('4.8.2'):.0%} or more.")
print(f"Validation loss above training loss: by {lab.goal('4.8.3'):.2f} at most.")


def build_repaired_model():
    """Build a model that learns from few pictures without learning them by heart."""
    base = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA, pooling="avg"
    )
    base.trainable = False
    augmentation = (
        keras.layers.RandomFlip("horizontal"),
        keras.layers.RandomTranslation(0.1, 0.1),
        keras.layers.RandomZoom(0.1),
    )

    inputs = keras.Input(lab.IMAGE_SHAPE)
    x = inputs
    for layer in augmentation:
        x = layer(x)
    x = keras.applications.mobilenet_v2.preprocess_input(x)
    x = base(x, training=False)
    x = keras.layers.Dropout(0.4)(x)
    outputs = keras.layers.Dense(
        len(few.class_names),
        activation="softmax",
        kernel_initializer=keras.initializers.RandomNormal(stddev=0.005),
        kernel_regularizer=keras.regularizers.L2(0.02),
    )(x)
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(0.001), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


# %%
repaired, repaired_history = fit_until_best(
    build_repaired_model(), few.x_train, few.y_train, few.x_val, few.y_val, max_epochs=50, patience=8
)
