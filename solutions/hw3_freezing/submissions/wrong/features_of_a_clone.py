# A clone of the base spares the original, and starts with random weights.
# fails: 3.6.1
# says: Its weights are not those of the base that it was given
# %%
def features_at(base, layer_name):
    clone = keras.models.clone_model(base)
    pooled = keras.layers.GlobalAveragePooling2D()(clone.get_layer(layer_name).output)
    extractor = keras.Model(clone.input, pooled)
    extractor.trainable = False
    return extractor
