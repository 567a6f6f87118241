# whole
# Builds one flat network by handing the scaled pixels to the base as input_tensor, answers with one logit, and balances
# the classes by drawing cats and others equally often with tf.data; the choice is worked out from the runs.

# %%
def is_cat(labels, class_names):
    """Turn class labels into answers to the door's question."""
    labels_of_cats = np.flatnonzero(np.asarray(class_names) == "cat")
    return np.isin(labels, labels_of_cats).astype(np.int32)


cats_train = is_cat(data.y_train, data.class_names)
cats_val = is_cat(data.y_val, data.class_names)
if lab.answered(cats_train):
    print(f"{cats_train.sum()} of {len(cats_train)} training pictures show a cat.")


# %%
def balanced_accuracy(truth, guesses):
    """Judge guesses so that both classes count the same: the diagonal of the confusion table, row by row."""
    cells = 2 * np.asarray(truth).astype(int) + np.asarray(guesses).astype(int)
    table = np.bincount(cells, minlength=4).reshape(2, 2)  # rows: what it is, columns: what the model says
    return float(np.mean(table.diagonal() / table.sum(axis=1)))


# %%
def compile_spotter(model, rate):
    """Compile for one logit: it is cut at 0."""
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryAccuracy(name="accuracy", threshold=0.0)],
        jit_compile=False,
    )


def build_spotter():
    """Build a model that tells cats from other animals, with a frozen base; there is no model inside the model."""
    pictures = keras.Input(shape=lab.IMAGE_SHAPE)
    scaled = keras.layers.Rescaling(scale=1 / 127.5, offset=-1)(pictures)
    base = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE,
        input_tensor=scaled,
        alpha=lab.ALPHA,
        include_top=False,
        weights=lab.WEIGHTS,
        pooling="avg",
    )
    base.trainable = False
    seen = keras.layers.Dropout(0.2)(base.layers[-1].output)
    model = keras.Model(pictures, keras.layers.Dense(1)(seen))
    compile_spotter(model, rate=2e-3)
    return model


lab.describe(build_spotter())

# %%
import tensorflow as tf

BATCH = 32
FIRST_OPEN = {"head only": None, "head, then last block": "block_16_expand"}


def even_batches(pictures, cats):
    """Endless batches in which a picture is as likely a cat as not; some of them mirrored."""
    kinds = []
    for label in (0, 1):
        chosen = np.asarray(pictures)[np.asarray(cats) == label].astype("float32")
        kind = tf.data.Dataset.from_tensor_slices((chosen, np.full(len(chosen), label, dtype="float32")))
        kinds.append(kind.shuffle(len(chosen)).repeat())
    both = tf.data.Dataset.sample_from_datasets(kinds, weights=[0.5, 0.5])
    both = both.map(lambda picture, label: (tf.image.random_flip_left_right(picture), label))
    return both.batch(BATCH).prefetch(2)


def train_spotter(strategy, pictures, cats):
    """Build and train a model in the way that a strategy says."""
    model = build_spotter()
    batches = even_batches(pictures, cats)
    steps = max(1, len(pictures) // BATCH)
    affordable = lab.BUDGET.looks // len(pictures)  # so many epochs of mere looking fit into the time
    model.fit(batches, steps_per_epoch=steps, epochs=max(2, min(12, affordable // 4)), verbose=0)
    if FIRST_OPEN[strategy]:
        names = [layer.name for layer in model.layers]
        for layer in model.layers[names.index(FIRST_OPEN[strategy]) :]:
            layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
        compile_spotter(model, rate=1e-4)
        model.fit(batches, steps_per_epoch=steps, epochs=max(1, min(4, affordable // 10)), verbose=0)
    return model


runs = [
    lab.record_run(train_spotter, strategy, (data.x_train, cats_train), (data.x_val, cats_val))
    for strategy in FIRST_OPEN
]

# %%
for mark, task in (("bronze", "5.5.6"), ("silver", "5.5.7"), ("gold", "5.5.8")):
    print(f"{mark}: a balanced accuracy of at least {lab.goal(task):.0%}")


def fits(run):
    """Whether a run keeps to both budgets."""
    return run["trainable_parameters"] <= lab.BUDGET.trainable_parameters and run["seconds"] <= lab.seconds_allowed()


choice = max(runs, key=lambda run: (fits(run), run["balanced_accuracy"]))["strategy"]
