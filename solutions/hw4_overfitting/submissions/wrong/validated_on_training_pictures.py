# The training pictures are handed over as validation pictures, too.
# fails: 4.8.2
# says: The validation curves are those of the training set
# mistake: validated on other pictures
# whole

# %%
print(f"Validation accuracy: {lab.goal('4.8.2'):.0%} or more.")
print(f"Validation loss above training loss: by {lab.goal('4.8.3'):.2f} at most.")


def build_repaired_model():
    """Build a model that learns from few pictures without learning them by heart."""
    base = load_base()
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.RandomFlip("horizontal")(inputs)
    x = keras.layers.RandomTranslation(0.1, 0.1)(x)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(x)
    x = base(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.5)(x)
    outputs = keras.layers.Dense(len(few.class_names), kernel_regularizer=keras.regularizers.L2(0.01))(x)
    model = keras.Model(inputs, outputs)
    model.compile(
        optimizer=keras.optimizers.Adam(0.001),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


# %%
repaired, repaired_history = fit_until_best(
    build_repaired_model(), few.x_train, few.y_train, few.x_train, few.y_train, max_epochs=30, patience=5
)
