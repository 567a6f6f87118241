# 127.5 rounded to 127, so that 255 becomes 1.008.
# fails: 2.2.2
# says: white as 1.01
# mistake: other scaling
# %%
def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = inputs / 127.0 - 1.0
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    outputs = keras.layers.Dense(num_classes)(x)
    return keras.Model(inputs, outputs)
