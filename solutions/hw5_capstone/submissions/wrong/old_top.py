# Mistake 19: the old top is still on.
# fails: 5.3.1
# says: 1,000 outputs
# mistake: include_top
# %%
def build_spotter():
    base = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, include_top=True, weights=None, alpha=lab.ALPHA
    )
    base.trainable = False
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = base(x, training=False)
    model = keras.Model(inputs, keras.layers.Dense(1)(x))
    return compile_spotter(model, 0.003)


def compile_spotter(model, learning_rate):
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryAccuracy(threshold=0)],
    )
    return model
