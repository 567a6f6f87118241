# The base is made without weights, which are loaded from the file afterwards; whole numbers go in.
# %%
def load_base():
    base = keras.applications.MobileNetV2(lab.IMAGE_SHAPE, alpha=lab.ALPHA, include_top=False, weights=None)
    base.load_weights(lab.WEIGHTS)
    base.trainable = False
    return base


# %%
def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE, dtype="uint8")
    x = keras.layers.Rescaling(2 / 255, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(inputs=inputs, outputs=x)


# %%
def compile_model(model, learning_rate=0.003):
    model.compile(
        optimizer=keras.optimizers.Nadam(learning_rate=learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=False),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
        steps_per_execution=2,
    )
    return model
