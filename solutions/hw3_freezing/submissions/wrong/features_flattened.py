# Every place of every map is a feature of its own.
# fails: 3.6.1
# says: every place of every map has one of its own
# %%
def features_at(base, layer_name):
    flat = keras.layers.Flatten()(base.get_layer(layer_name).output)
    extractor = keras.Model(base.input, flat)
    extractor.trainable = False
    return extractor
