# Unusual: plain Python with generators and match, best weights kept by ModelCheckpoint in a temporary folder, SpatialDropout2D before pooling instead of Dropout behind it.
# whole

# %%
from statistics import fmean


def at_the_end(values):
    """Average over the last three epochs, or over all if there are fewer."""
    return fmean(list(values)[-3:])


def generalization_gap(history: dict) -> float:
    return at_the_end(history["accuracy"]) - at_the_end(history["val_accuracy"])

# %%
def best_epoch(history: dict) -> int:
    number, _ = min(enumerate(history["val_loss"], start=1), key=lambda pair: pair[1])
    return number

# %%
from itertools import pairwise


def _rate_too_high(losses):
    ups = [after - before > 0.1 for before, after in pairwise(losses)]
    last = losses[-1]
    return bool(ups) and sum(ups) / len(ups) >= 1 / 3 or (last > 0.5 and last / 2 >= min(losses))


def _noisy(accuracies):
    changes = [abs(after - before) for before, after in pairwise(accuracies[len(accuracies) // 2 :])]
    return bool(changes) and fmean(changes) >= 0.05


def diagnose(history: dict) -> str:
    match history:
        case {"loss": loss} if _rate_too_high(loss):
            return "rate too high"
        case {"val_accuracy": accuracy} if _noisy(accuracy):
            return "noisy validation"
        case {"accuracy": accuracy} if at_the_end(accuracy) < 0.65:
            return "underfitting"
        case {"val_loss": [*_, last] as losses} if last >= 1.25 * min(losses):
            return "overfitting"
    gap = generalization_gap(history)
    return "overfitting" if gap >= 0.15 else "validation above training" if gap <= -0.03 else "good fit"


assert all(diagnose(curves) == name for name, curves in lab.textbook_curves().items())

# %%
by_diagnosis = {
    "underfitting": "F",
    "overfitting": "B",
    "rate too high": "E",
    "good fit": "A",
    "noisy validation": "C",
    "validation above training": "D",
}
readings = {letter: name for name, letter in sorted(by_diagnosis.items(), key=lambda item: item[1])}
print(readings)

# %%
answer_4_5, _why = "s6", "the validation loss rises while training goes on well"
print(_why)

# %%
answer_4_6 = "f4"

# %%
import tempfile
from pathlib import Path


def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "best.weights.h5")
        stop = keras.callbacks.EarlyStopping(monitor="val_loss", mode="min", patience=patience)
        keep = keras.callbacks.ModelCheckpoint(
            str(file), monitor="val_loss", mode="min", save_best_only=True, save_weights_only=True
        )
        history = model.fit(
            x_train,
            y_train,
            validation_data=(x_val, y_val),
            epochs=max_epochs,
            callbacks=[stop, keep],
            verbose=0,
        )
        if file.exists():  # not, if the loss was never a number
            model.load_weights(str(file))
    return model, history

# %%
for task in ("4.8.2", "4.8.3"):
    print(f"Goal {task}: {lab.goal(task)}")


def augmentation():
    layers = keras.layers
    return keras.Sequential(
        [
            layers.RandomFlip("horizontal"),
            layers.RandomRotation(0.03, fill_mode="nearest"),
            layers.RandomZoom(0.08, fill_mode="nearest"),
        ],
        name="augmentation",
    )


def build_repaired_model() -> keras.Model:
    raw = keras.Input(shape=lab.IMAGE_SHAPE, name="raw")
    scaled = keras.layers.Rescaling(scale=1 / 127.5, offset=-1)(augmentation()(raw))
    maps = load_base()(scaled, training=False)
    # leaves out whole feature maps: the same as leaving out their averages afterwards
    maps = keras.layers.SpatialDropout2D(0.4)(maps)
    averages = keras.layers.GlobalAveragePooling2D()(maps)
    scores = keras.layers.Dense(
        len(few.class_names),
        kernel_regularizer=keras.regularizers.L1L2(l1=0.0, l2=0.1),
        name="scores",
    )(averages)
    model = keras.Model(raw, scores, name="repaired")
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.003, clipnorm=1.0),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model

# %%
repaired = build_repaired_model()
lab.describe(repaired)
_, repaired_history = fit_until_best(
    repaired,
    x_train=few.x_train,
    y_train=few.y_train,
    x_val=few.x_val,
    y_val=few.y_val,
    max_epochs=25,
    patience=6,
)
print({key: round(values[-1], 3) for key, values in repaired_history.history.items()})
