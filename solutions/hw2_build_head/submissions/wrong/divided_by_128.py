# 127.5 rounded to 128, so that 255 becomes 0.992.
# fails: 2.2.2
# says: white as 0.992
# mistake: other scaling
# %%
def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 128, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    outputs = keras.layers.Dense(num_classes)(x)
    return keras.Model(inputs, outputs)
