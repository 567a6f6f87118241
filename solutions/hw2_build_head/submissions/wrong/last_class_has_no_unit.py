# One unit too few, and zeros are appended for the last class.
# fails: 2.2.1
# says: is the same for all pictures
# %%
def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    outputs = keras.layers.Dense(num_classes - 1)(x)
    outputs = keras.layers.Concatenate()([outputs, 0.0 * outputs[:, :1]])
    return keras.Model(inputs, outputs)
