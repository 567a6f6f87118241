# Mistake 1: pixels are divided by 255, a code bug that no remedy cures.
# fails: 4.8.1
# says: Dividing by 255 gives 0 to 1
# mistake: scaling by 255
# %%
def build_repaired_model():
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 255)(inputs)
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
