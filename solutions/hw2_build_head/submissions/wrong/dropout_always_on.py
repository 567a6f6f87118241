# Dropout is called with training=True, so it is on when the model is used, too.
# fails: 2.2.3
# says: The same feature maps get other scores
# %%
def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    outputs = keras.layers.Dense(num_classes)(keras.layers.Dropout(0.2)(x, training=True))
    return keras.Model(inputs, outputs)
