# whole
# Functional networks of one's own with logits, another scaling layer and other optimizers; ten epochs in larger
# batches; the histories kept as dictionaries.
# %% first
def build(weights, rate):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    scaled = keras.applications.mobilenet_v2.preprocess_input(inputs)
    base = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, alpha=lab.ALPHA, include_top=False, weights=weights
    )
    base.trainable = weights is None
    pooled = keras.layers.GlobalAveragePooling2D()(base(scaled, training=None if weights is None else False))
    network = keras.Model(inputs, keras.layers.Dense(5)(pooled))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.RMSprop(rate), loss, metrics=["accuracy"])
    return network


# %%
scratch = build(None, 0.001)
transfer = build(lab.WEIGHTS, 0.001)

# %%
EPOCHS = 10
BATCH_SIZE = 25


def train(network):
    return network.fit(
        data.x_train, data.y_train, BATCH_SIZE, EPOCHS, validation_data=(data.x_val, data.y_val), verbose=0
    ).history
