# Task 2.2: has learned that "two classes are a binary problem", and gives a model for two classes a single sigmoid
# unit (with the loss to match). For three classes and more there is a softmax with one unit per class.
# fails: 2.2.1
# says: Its outputs have shape (None, 1)
# mistake: output width
# %%
def build_model(num_classes):
    """Put a new head on the frozen base."""
    binary = num_classes == 2
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.2)(x)
    if binary:
        outputs = keras.layers.Dense(1, activation="sigmoid")(x)
    else:
        outputs = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(inputs, outputs)


# %%
def compile_model(model, learning_rate=0.003):
    """Get a model from build_model ready for training."""
    binary = model.output_shape[-1] == 1
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss="binary_crossentropy" if binary else "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model
