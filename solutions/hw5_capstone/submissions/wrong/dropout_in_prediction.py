# Dropout is called with training=True, so the door decides by chance, too.
# fails: 5.3.3
# says: the second time
# %%
def build_spotter():
    base = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA
    )
    base.trainable = False
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = base(keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs), training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.3)(x, training=True)
    model = keras.Model(inputs, keras.layers.Dense(1)(x))
    return compile_spotter(model, 0.003)


def compile_spotter(model, learning_rate):
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryAccuracy(threshold=0.0)],
    )
    return model
