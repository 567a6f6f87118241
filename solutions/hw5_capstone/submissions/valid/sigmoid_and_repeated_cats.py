# One sigmoid unit with plain accuracy, a Sequential model, and cats repeated instead of weighted.
# whole
# %%
def build_spotter():
    base = keras.applications.MobileNetV2(
        input_shape=(96, 96, 3), include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA, pooling="avg"
    )
    for layer in base.layers:
        layer.trainable = False
    model = keras.Sequential(
        [
            keras.Input(lab.IMAGE_SHAPE),
            keras.layers.Rescaling(1.0 / 127.5, offset=-1.0),
            base,
            keras.layers.Dropout(0.3),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss="binary_crossentropy", metrics=["accuracy"])
    return model


# %%
def train_spotter(strategy, pictures, cats):
    chosen = np.concatenate([np.flatnonzero(cats == 0), np.repeat(np.flatnonzero(cats == 1), 4)])
    model = build_spotter()
    model.fit(pictures[chosen], cats[chosen], epochs=15, verbose=0)
    if strategy == "last convolution":
        base = model.layers[1]
        base.get_layer("Conv_1").trainable = True
        model.compile(keras.optimizers.Adam(2e-4), "binary_crossentropy", metrics=["accuracy"])
        model.fit(pictures[chosen], cats[chosen], epochs=5, verbose=0)
    return model


runs = [
    lab.record_run(train_spotter, name, (data.x_train, cats_train), (data.x_val, cats_val))
    for name in ("head only", "last convolution")
]

# %%
choice = "head only"
