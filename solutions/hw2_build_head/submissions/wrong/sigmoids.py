# Mistake 16: a sigmoid for each class, and a categorical loss.
# fails: 2.5.1
# says: of its own, but the loss expects probabilities
# mistake: sigmoid_for_classes
# %%
def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes, activation="sigmoid")(x))


# %%
def compile_model(model, learning_rate=0.003):
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model
