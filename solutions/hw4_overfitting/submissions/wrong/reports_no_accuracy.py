# `build_repaired_model` is right but for what it reports: the loss alone.
# fails: 4.8.1
# says: It reports no metric
# mistake: no accuracy
# %%
def build_repaired_model():
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.RandomFlip()(inputs)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(x)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.5)(x)
    model = keras.Model(inputs, keras.layers.Dense(len(few.class_names))(x))
    model.compile(keras.optimizers.Adam(0.003), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model
