# One base, loaded once and used in each model, and scores without a bias that are normalised.
# %%
the_base = load_base()


def build_model(num_classes):
    model = keras.Sequential(
        [
            keras.Input(lab.IMAGE_SHAPE),
            keras.layers.Rescaling(2 / 255, offset=-1),
            the_base,
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.LayerNormalization(),
            keras.layers.Dense(num_classes, activation="softmax"),
        ]
    )
    return model


# %%
def compile_model(model, learning_rate=0.003):
    model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
