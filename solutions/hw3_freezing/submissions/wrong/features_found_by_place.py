# The layer is found by its place in the list, and the place is counted from 1.
# fails: 3.6.1
# says: Find the layer by its name and not by its place
# %%
def features_at(base, layer_name):
    place = 1
    for layer in base.layers:
        if layer.name == layer_name:
            break
        place += 1
    layer = base.layers[min(place, len(base.layers) - 1)]
    extractor = keras.Model(base.input, keras.layers.GlobalAveragePooling2D()(layer.output))
    extractor.trainable = False
    return extractor
