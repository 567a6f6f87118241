# Each picture is stretched from its own darkest pixel to its own brightest.
# fails: 2.2.2
# says: Black reaches it as -1 and white as -1
# mistake: other scaling

# %%
def build_model(num_classes):
    """Put a new head on the frozen base."""
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    low = keras.ops.min(inputs, axis=(1, 2, 3), keepdims=True)
    high = keras.ops.max(inputs, axis=(1, 2, 3), keepdims=True)
    x = 2.0 * (inputs - low) / keras.ops.maximum(high - low, 1.0) - 1.0  # from -1 to 1
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.2)(x)
    outputs = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(inputs, outputs)

# %%
def compile_model(model, learning_rate=0.003):
    """Get a model from build_model ready for training."""
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=False),
        metrics=["accuracy"],
    )
    return model
