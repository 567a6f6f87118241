# `keras.metrics.Accuracy()`, which compares numbers, for the text "accuracy".
# fails: 4.8.1
# says: number by number
# %%
def build_repaired_model():
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.5)(x)
    model = keras.Model(inputs, keras.layers.Dense(len(few.class_names))(x))
    model.compile(
        keras.optimizers.Adam(0.003), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=[keras.metrics.Accuracy()]
    )
    return model
