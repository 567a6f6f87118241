# Mistake 2: pixels are scaled twice.
# fails: 4.8.1
# says: Scale once
# mistake: scaled twice
# %%
def build_repaired_model():
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.applications.mobilenet_v2.preprocess_input(keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs))
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.5)(x)
    model = keras.Model(inputs, keras.layers.Dense(len(few.class_names))(x))
    model.compile(
        optimizer=keras.optimizers.Adam(0.003),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
