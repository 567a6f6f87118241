# The feature maps are given as they are, and the heads are trained on averages that are taken outside.
# fails: 3.6.1
# says: these are the feature maps themselves
# %%
def features_at(base, layer_name):
    extractor = keras.Model(base.input, base.get_layer(layer_name).output)
    extractor.trainable = False
    return extractor


# %%
depth_accuracy = {}
for layer_name in DEPTHS:
    maps = features_at(load_base(), layer_name)
    pooled = keras.Model(maps.input, keras.layers.GlobalAveragePooling2D()(maps.output))
    depth_accuracy[layer_name] = lab.probe(pooled, data)
