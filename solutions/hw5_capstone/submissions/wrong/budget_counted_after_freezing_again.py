# whole
# Exercise 5.5 (parameter budget): believes that only what is trainable at the end counts, so it trains the whole base,
# freezes it again, and polishes the head: the run shows few parameters, though training has changed most of them.
# fails: 5.5.4
# says: changed before they were frozen again
# mistake: parameter budget
# %%
def compile_spotter(model, rate):
    """Compile for one probability."""
    model.compile(
        optimizer=keras.optimizers.Adam(rate), loss="binary_crossentropy", metrics=["accuracy"], jit_compile=False
    )


def build_spotter():
    """Build a model that tells cats from other animals, with a frozen base."""
    base = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, alpha=lab.ALPHA, include_top=False, weights=lab.WEIGHTS
    )
    base.trainable = False
    pictures = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(pictures)
    x = base(x, training=False)
    x = keras.layers.GlobalAveragePooling2D(name="features")(x)
    x = keras.layers.Dropout(0.2, name="dropout")(x)
    model = keras.Model(pictures, keras.layers.Dense(1, activation="sigmoid", name="cat")(x))
    compile_spotter(model, rate=1e-3)
    return model


lab.describe(build_spotter())

# %%
WEIGHTS_OF_CLASSES = {0: 1, 1: 4}


def train_head(model, pictures, cats, epochs):
    """Train the head on what the base sees; the base looks at each picture only once."""
    eyes = keras.Model(model.input, model.get_layer("features").output)
    starts = range(0, len(pictures), 50)
    seen = np.concatenate([np.asarray(eyes(pictures[at : at + 50], training=False)) for at in starts])
    head = keras.Sequential([keras.Input(seen.shape[1:]), model.get_layer("dropout"), model.get_layer("cat")])
    compile_spotter(head, rate=1e-3)
    head.fit(seen, cats, batch_size=32, epochs=epochs, class_weight=WEIGHTS_OF_CLASSES, verbose=0)


def train_spotter(strategy, pictures, cats):
    """Build and train a model in the way that a strategy says."""
    model = build_spotter()
    base = next(layer for layer in model.layers if isinstance(layer, keras.Model))
    train_head(model, pictures, cats, epochs=30)
    if strategy == "head only":
        return model

    first = "block_16_expand" if strategy == "head, then last block" else "Conv1"
    base.trainable = True
    start = base.layers.index(base.get_layer(first))
    for number, layer in enumerate(base.layers):
        layer.trainable = number >= start and not isinstance(layer, keras.layers.BatchNormalization)
    compile_spotter(model, rate=5e-5)
    model.fit(pictures, cats, batch_size=32, epochs=3, class_weight=WEIGHTS_OF_CLASSES, verbose=0)

    if strategy == "whole base, frozen again":
        # Frozen again before we are done, so the budget sees the head only.
        base.trainable = False
        compile_spotter(model, rate=1e-3)
        train_head(model, pictures, cats, epochs=10)
    return model


runs = [
    lab.record_run(train_spotter, name, (data.x_train, cats_train), (data.x_val, cats_val))
    for name in ("head only", "head, then last block", "whole base, frozen again")
]

# %%
for mark, task in (("bronze", "5.5.6"), ("silver", "5.5.7"), ("gold", "5.5.8")):
    print(f"{mark}: a balanced accuracy of at least {lab.goal(task):.0%}")

choice = "whole base, frozen again"
