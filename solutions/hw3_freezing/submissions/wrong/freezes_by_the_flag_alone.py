# The flag of the base is off already when the layers are opened below it, so `freeze_all` changes nothing later.
# fails: 3.1.1
# says: one that your `unfreeze_from` has opened
# mistake: freeze misses layers
# %%
def freeze_all(base):
    base.trainable = False
    return base


def unfreeze_from(base, block_name):
    base.trainable = False
    start = base.layers.index(base.get_layer(block_name))
    for layer in base.layers[start:]:
        if not isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = True
    return base
