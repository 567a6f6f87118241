# One unit with a softmax: the answer is always 1.
# fails: 5.3.3
# says: so a single one always gets all of it
# mistake: softmax_of_one
# %%
def build_spotter():
    base = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA
    )
    base.trainable = False
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = base(keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs), training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    model = keras.Model(inputs, keras.layers.Dense(1, activation="softmax")(x))
    return compile_spotter(model, 0.003)


def compile_spotter(model, learning_rate):
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.BinaryCrossentropy(),
        metrics=["accuracy"],
    )
    return model
