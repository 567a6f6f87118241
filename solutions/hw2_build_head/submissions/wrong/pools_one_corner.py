# A pooling window of 2 × 2 on maps of 3 × 3 leaves one number, and drops the right and lower edges.
# fails: 2.2.3
# says: 5 make no difference

# %%
def build_model(num_classes):
    """Put a new head on the frozen base."""
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.AveragePooling2D(2)(x)
    x = keras.layers.Flatten()(x)
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
