# Mistake 8: the layers before the block learn, those from it on are frozen.
# fails: 3.1.2
# says: layers before it can be trained
# mistake: slice sign wrong
# %%
def freeze_all(base):
    base.trainable = False
    return base


def unfreeze_from(base, block_name):
    start = base.layers.index(base.get_layer(block_name))
    for number, layer in enumerate(base.layers):
        layer.trainable = number < start and not isinstance(layer, keras.layers.BatchNormalization)
    return base
