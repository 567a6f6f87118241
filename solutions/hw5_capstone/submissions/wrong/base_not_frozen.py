# Mistake 7: the base is not frozen.
# fails: 5.3.1
# says: layers of the base can still be trained
# mistake: not frozen
# %%
def build_spotter():
    base = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA
    )
    base.trainable = True
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = base(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    model = keras.Model(inputs, keras.layers.Dense(1)(x))
    return compile_spotter(model, 0.003)


def compile_spotter(model, learning_rate):
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryAccuracy(threshold=0)],
    )
    return model
