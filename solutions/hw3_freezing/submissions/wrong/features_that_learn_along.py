# The base is cut off and pooled, and all of it can still be trained.
# fails: 3.6.2
# says: Set `trainable` of the new model to `False`
# mistake: not frozen
# %%
def features_at(base, layer_name):
    pooled = keras.layers.GlobalAveragePooling2D()(base.get_layer(layer_name).output)
    return keras.Model(base.input, pooled)
