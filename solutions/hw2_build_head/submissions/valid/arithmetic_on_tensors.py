# The scaling in plain arithmetic, and a softmax as an operation, not as a layer.
# %%
def build_model(num_classes):
    pixels = keras.Input(lab.IMAGE_SHAPE)
    x = pixels / 127.5 - 1.0
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    scores = keras.layers.Dense(num_classes)(x)
    return keras.Model(pixels, keras.ops.softmax(scores))


# %%
def compile_model(model, learning_rate=0.003):
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.optimizer.learning_rate = learning_rate
    return model
