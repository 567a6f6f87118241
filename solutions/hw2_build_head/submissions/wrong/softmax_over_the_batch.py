# The softmax is over axis 0, the batch, so that pictures share the probability of a class.
# fails: 2.2.3
# says: change with the other pictures in its batch
# %%
def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    outputs = keras.layers.Dense(num_classes)(x)
    outputs = keras.layers.Softmax(axis=0)(outputs)
    return keras.Model(inputs, outputs)


# %%
def compile_model(model, learning_rate=0.003):
    model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
