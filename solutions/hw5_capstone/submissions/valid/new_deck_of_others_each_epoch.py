# whole
# Takes all cats and, anew in each epoch, as many others with a PyDataset (undersampling, no weights); the head joins
# average and maximum, its sigmoid is a layer of its own, and the rate falls like a cosine. Strategies are dataclasses.

# %%
def is_cat(labels, class_names):
    """Turn class labels into answers to the door's question."""
    label_of = {name: label for label, name in enumerate(class_names)}
    return (np.asarray(labels) == label_of["cat"]) * 1


cats_train = is_cat(data.y_train, data.class_names)
cats_val = is_cat(data.y_val, data.class_names)
if lab.answered(cats_train):
    print(f"{cats_train.sum()} of {len(cats_train)} training pictures show a cat.")


# %%
def share_right(kind, truth, guesses):
    """Which share of the pictures of a kind is taken for that kind."""
    told = [guess == kind for true, guess in zip(truth, guesses, strict=True) if true == kind]
    return sum(told) / len(told)


def balanced_accuracy(truth, guesses):
    """Judge guesses so that both classes count the same."""
    return float((share_right(1, truth, guesses) + share_right(0, truth, guesses)) / 2)


# %%
def build_spotter():
    """Build a model that tells cats from other animals, with a frozen base."""
    base = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, alpha=lab.ALPHA, include_top=False, weights=lab.WEIGHTS
    )
    base.trainable = False
    pictures = keras.Input(shape=lab.IMAGE_SHAPE)
    maps = base((pictures - 127.5) / 127.5, training=False)
    seen = keras.layers.Concatenate()(
        [keras.layers.GlobalAveragePooling2D()(maps), keras.layers.GlobalMaxPooling2D()(maps)]
    )
    seen = keras.layers.Dropout(0.4)(seen)
    logit = keras.layers.Dense(1)(seen)
    model = keras.Model(inputs=pictures, outputs=keras.layers.Activation("sigmoid")(logit))
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["binary_accuracy"], jit_compile=False)
    return model


lab.describe(build_spotter())

# %%
from dataclasses import dataclass


@dataclass(frozen=True)
class Phase:
    """One training: which layers of the base learn along with the head, how fast, how long."""

    opened: tuple
    rate: float
    epochs: int


HEAD = Phase(opened=(), rate=5e-4, epochs=30)
STRATEGIES = {
    "head only": [HEAD],
    "head, then last convolution": [HEAD, Phase(opened=("Conv_1",), rate=1e-4, epochs=8)],
}


class EvenDeck(keras.utils.PyDataset):
    """Batches of all cats and as many others, which are drawn anew for each epoch."""

    def __init__(self, pictures, cats, size=32, **kwargs):
        super().__init__(**kwargs)
        self.pictures, self.cats, self.size = pictures, np.asarray(cats), size
        self.random = np.random.default_rng(5)
        self.on_epoch_end()

    def on_epoch_end(self):
        cats, others = np.flatnonzero(self.cats == 1), np.flatnonzero(self.cats == 0)
        count = min(len(cats), len(others))
        drawn = [self.random.choice(kind, count, replace=False) for kind in (cats, others)]
        self.order = self.random.permutation(np.concatenate(drawn))

    def __len__(self):
        return -(-len(self.order) // self.size)

    def __getitem__(self, index):
        chosen = self.order[index * self.size : (index + 1) * self.size]
        return self.pictures[chosen], self.cats[chosen].astype("float32")


def train_spotter(strategy, pictures, cats):
    """Build and train a model in the way that a strategy says."""
    model = build_spotter()
    base = next(layer for layer in model.layers if isinstance(layer, keras.Model))
    for phase in STRATEGIES[strategy]:
        base.trainable = bool(phase.opened)
        for layer in base.layers:
            layer.trainable = layer.name in phase.opened
        deck = EvenDeck(pictures, cats)
        rate = keras.optimizers.schedules.CosineDecay(phase.rate, decay_steps=phase.epochs * len(deck))
        model.compile(
            optimizer=keras.optimizers.Adam(rate),
            loss="binary_crossentropy",
            metrics=["binary_accuracy"],
            jit_compile=False,
        )
        model.fit(deck, epochs=phase.epochs, verbose=0)
    return model


runs = [lab.record_run(train_spotter, name, (data.x_train, cats_train), (data.x_val, cats_val)) for name in STRATEGIES]

# %%
for mark, task in (("bronze", "5.5.6"), ("silver", "5.5.7"), ("gold", "5.5.8")):
    print(f"{mark}: a balanced accuracy of at least {lab.goal(task):.0%}")

choice = "head, then last convolution"
