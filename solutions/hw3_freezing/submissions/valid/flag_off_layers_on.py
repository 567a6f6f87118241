# The flag freezes the base; single layers are switched on below it, and the outer model trains them.
# %%
def freeze_all(base):
    base.trainable = True  # so that the flag changes, and is passed on
    base.trainable = False
    return base


def unfreeze_from(base, block_name):
    base.trainable = False
    start = base.layers.index(base.get_layer(block_name))
    for layer in base.layers[start:]:
        if not isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = True
    return base
