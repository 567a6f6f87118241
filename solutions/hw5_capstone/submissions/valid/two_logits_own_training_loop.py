# whole
# Answers with two logits and trains with a loop of its own (GradientTape and sample weights, no fit): first the head on
# features that the base has computed once, then the last block on pictures; the choice is worked out from the runs.

# %%
def is_cat(labels, class_names):
    """Turn class labels into answers to the door's question."""
    return np.array([int(class_names[label] == "cat") for label in labels], dtype=int)


cats_train = is_cat(data.y_train, data.class_names)
cats_val = is_cat(data.y_val, data.class_names)
if lab.answered(cats_train):
    print(f"{cats_train.sum()} of {len(cats_train)} training pictures show a cat.")


# %%
def class_shares(labels):
    """For each label, how many there are of its kind."""
    labels = np.asarray(labels).astype(int)
    return np.bincount(labels, minlength=2)[labels]


def balanced_accuracy(truth, guesses):
    """Judge guesses so that both classes count the same: an accuracy in which rare pictures weigh more."""
    return float(np.average(np.asarray(truth) == np.asarray(guesses), weights=1 / class_shares(truth)))


# %%
def build_spotter():
    """Build a model that tells cats from other animals, with a frozen base."""
    base = keras.applications.MobileNetV2(
        lab.IMAGE_SHAPE, lab.ALPHA, include_top=False, weights=lab.WEIGHTS, pooling="avg", name="eyes"
    )
    base.trainable = False
    pictures = keras.Input(lab.IMAGE_SHAPE)
    seen = base(keras.applications.mobilenet_v2.preprocess_input(pictures), training=False)
    seen = keras.layers.Dropout(0.3, name="dropout")(seen)
    model = keras.Model(pictures, keras.layers.Dense(2, name="other_or_cat")(seen))
    model.compile(
        optimizer="adam",
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
        jit_compile=False,
    )
    return model


lab.describe(build_spotter())

# %%
import tensorflow as tf


def learn(network, inputs, cats, rate, epochs):
    """Gradient descent by hand on whatever is trainable in the network; both classes count the same."""
    variables = network.trainable_variables
    optimizer = keras.optimizers.Adam(rate)
    optimizer.build(variables)
    cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    importance = (len(cats) / (2 * class_shares(cats))).astype("float32")
    deck = tf.data.Dataset.from_tensor_slices((inputs, cats, importance)).shuffle(len(cats)).batch(32)

    @tf.function(reduce_retracing=True)
    def step(batch, truth, weights):
        with tf.GradientTape() as tape:
            loss = cross_entropy(truth, network(batch, training=True), sample_weight=weights)
        optimizer.apply(tape.gradient(loss, variables), variables)

    for _ in range(epochs):
        for batch in deck:
            step(*batch)


def train_spotter(strategy, pictures, cats):
    """Build and train a model in the way that a strategy says."""
    pictures, cats = np.asarray(pictures, dtype="float32"), np.asarray(cats).astype("int64")
    model = build_spotter()
    eyes = model.get_layer("eyes")
    # The frozen base sees the same in each epoch, so it has to look only once.
    starts = range(0, len(pictures), 50)
    seen = np.concatenate([eyes(pictures[at : at + 50] / 127.5 - 1, training=False) for at in starts])
    head_layers = [model.get_layer("dropout"), model.get_layer("other_or_cat")]
    head = keras.Sequential([keras.Input(seen.shape[1:]), *head_layers])  # the very layers of the model
    learn(head, seen, cats, rate=1e-3, epochs=40)
    if strategy == "head, then last block":
        eyes.trainable = True
        in_last_block = False
        for layer in eyes.layers:
            in_last_block = in_last_block or layer.name == "block_16_expand"
            layer.trainable = in_last_block and not isinstance(layer, keras.layers.BatchNormalization)
        learn(model, pictures, cats, rate=1e-4, epochs=4)
    return model


training, validation = (data.x_train, cats_train), (data.x_val, cats_val)
runs = []
for name in ("head only", "head, then last block"):
    runs.append(lab.record_run(train_spotter, name, training, validation))

# %%
for mark, task in (("bronze", "5.5.6"), ("silver", "5.5.7"), ("gold", "5.5.8")):
    print(f"{mark}: a balanced accuracy of at least {lab.goal(task):.0%}")

best_first = sorted(runs, key=lambda run: -run["balanced_accuracy"])
within_budgets = [
    run
    for run in best_first
    if run["trainable_parameters"] <= lab.BUDGET.trainable_parameters and run["seconds"] <= lab.seconds_allowed()
]
choice = (within_budgets or best_first)[0]["strategy"]
