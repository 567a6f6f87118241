# whole
# A Sequential model with flips and a Normalization layer inside, one sigmoid unit, and a class-balanced focal loss
# instead of class weights; training stops early by the validation loss, or by a callback before the time is used up.

# %%
def is_cat(labels, class_names):
    """Turn class labels into answers to the door's question."""
    answers = np.array([name == "cat" for name in class_names], dtype="uint8")  # one answer for each class
    return answers[labels]


cats_train = is_cat(data.y_train, data.class_names)
cats_val = is_cat(data.y_val, data.class_names)
if lab.answered(cats_train):
    print(f"{cats_train.sum()} of {len(cats_train)} training pictures show a cat.")


# %%
def balanced_accuracy(truth, guesses):
    """Judge guesses so that both classes count the same: one, less half of the two shares of mistakes."""
    truth, guesses = np.asarray(truth, dtype=bool), np.asarray(guesses, dtype=bool)
    left_outside = np.count_nonzero(truth & ~guesses) / np.count_nonzero(truth)
    let_in = np.count_nonzero(~truth & guesses) / np.count_nonzero(~truth)
    return 1 - (left_outside + let_in) / 2


# %%
def compile_spotter(model, rate):
    """Compile for one probability; the focal loss lets each cat count as much as four other animals."""
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=rate),
        loss=keras.losses.BinaryFocalCrossentropy(apply_class_balancing=True, alpha=0.8, gamma=1.0),
        metrics=["accuracy"],
        jit_compile=False,
    )
    return model


def build_spotter():
    """Build a model that tells cats from other animals, with a frozen base."""
    base = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, alpha=lab.ALPHA, include_top=False, weights=lab.WEIGHTS
    )
    base.trainable = False
    model = keras.Sequential(name="spotter")
    model.add(keras.Input(shape=lab.IMAGE_SHAPE))
    model.add(keras.layers.RandomFlip("horizontal"))  # in training only
    model.add(keras.layers.Normalization(mean=127.5, variance=127.5**2))  # 0 … 255 becomes -1 … 1
    model.add(base)
    model.add(keras.layers.GlobalAveragePooling2D())
    model.add(keras.layers.Dropout(0.2))
    model.add(keras.layers.Dense(1, activation="sigmoid"))
    return compile_spotter(model, rate=2e-3)


lab.describe(build_spotter())

# %%
import time


class StopAt(keras.callbacks.Callback):
    """Stops training after the first epoch that ends later than it should."""

    def __init__(self, deadline):
        super().__init__()
        self.deadline = deadline

    def on_epoch_end(self, epoch, logs=None):
        if time.perf_counter() > self.deadline:
            self.model.stop_training = True


def fit_until(model, pictures, cats, epochs, deadline):
    """Train for some epochs, or less if validation gets worse or the time is over; the best weights are kept."""
    best = keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)
    model.fit(
        pictures,
        cats,
        batch_size=32,
        epochs=epochs,
        validation_data=(data.x_val, cats_val),
        callbacks=[best, StopAt(deadline)],
        verbose=0,
    )


def train_spotter(strategy, pictures, cats):
    """Build and train a model in the way that a strategy says."""
    start, allowed = time.perf_counter(), lab.seconds_allowed()
    model = build_spotter()
    fit_until(model, pictures, cats, epochs=12, deadline=start + 0.35 * allowed)
    if strategy == "head, then last convolutions":
        base = next(layer for layer in model.layers if isinstance(layer, keras.Model))
        base.trainable = True
        for layer in base.layers:
            layer.trainable = layer.name in ("block_16_project", "Conv_1")
        compile_spotter(model, rate=1e-4)
        fit_until(model, pictures, cats, epochs=5, deadline=start + 0.6 * allowed)
    return model


lab.seconds_allowed()  # measures once, so that it does not do so under the stopwatch
runs = [
    lab.record_run(train_spotter, "head only", (data.x_train, cats_train), (data.x_val, cats_val)),
    lab.record_run(train_spotter, "head, then last convolutions", (data.x_train, cats_train), (data.x_val, cats_val)),
]

# %%
for mark, task in (("bronze", "5.5.6"), ("silver", "5.5.7"), ("gold", "5.5.8")):
    print(f"{mark}: a balanced accuracy of at least {lab.goal(task):.0%}")

scores = {
    run["strategy"]: run["balanced_accuracy"]
    for run in runs
    if run["trainable_parameters"] <= lab.BUDGET.trainable_parameters and run["seconds"] <= lab.seconds_allowed()
}
choice = max(scores, key=scores.get) if scores else "head only"
