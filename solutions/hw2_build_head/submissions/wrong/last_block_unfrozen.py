# The last layers of the base are unfrozen in the model, as one does for fine-tuning.
# fails: 2.2.4
# says: layers of the base can still be trained
# mistake: freeze misses layers
# %%
def opened():
    base = load_base()
    base.trainable = True
    for layer in base.layers[:-3]:
        layer.trainable = False
    return base


def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = opened()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    outputs = keras.layers.Dense(num_classes)(x)
    return keras.Model(inputs, outputs)
