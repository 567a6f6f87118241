# Each picture is divided by its own brightest pixel, which is 255 in most pictures.
# fails: 2.2.2
# says: dark grey all over (64) reaches it as 1

# %%
def build_model(num_classes):
    """Put a new head on the frozen base."""
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    brightest = keras.ops.max(inputs, axis=(1, 2, 3), keepdims=True)
    x = inputs / keras.ops.maximum(brightest, 1.0) * 2 - 1  # from -1 to 1; the 1.0 is for pictures that are all black
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.2)(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes, activation="softmax")(x))


# %%
def compile_model(model, learning_rate=0.003):
    """Get a model from build_model ready for training."""
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model
