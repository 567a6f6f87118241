# The features of a block in the middle, and not those of the whole base.
# fails: 2.2.3
# says: ends at another layer
# %%
def shorter_base():
    base = load_base()
    shorter = keras.Model(base.input, base.get_layer("block_13_expand_relu").output)
    shorter.trainable = False
    return shorter


def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = shorter_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    outputs = keras.layers.Dense(num_classes)(x)
    return keras.Model(inputs, outputs)
