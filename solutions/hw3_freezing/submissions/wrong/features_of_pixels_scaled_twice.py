# Scales the pictures inside, though they come scaled.
# fails: 3.6.1
# says: it scales what has been scaled already
# %%
def features_at(base, layer_name):
    inputs = keras.Input(lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = keras.Model(base.input, base.get_layer(layer_name).output)(x)
    extractor = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(x))
    extractor.trainable = False
    return extractor
