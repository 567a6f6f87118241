# The rate climbs from 0 to what was asked for, in twenty steps.
# fails: 2.5.2
# says: it starts at 0
# mistake: learning rate ignored

# %%
def build_model(num_classes):
    """Put a new head on the frozen base."""
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.2)(x)
    outputs = keras.layers.Dense(num_classes, activation="softmax")(x)
    return keras.Model(inputs, outputs)

# %%
def compile_model(model, learning_rate=0.003):
    """Get a model from build_model ready for training."""
    schedule = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.0, decay_steps=2000, warmup_target=learning_rate, warmup_steps=20
    )
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=schedule),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    return model
