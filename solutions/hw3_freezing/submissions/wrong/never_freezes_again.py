# Layers that an earlier call has opened stay open.
# fails: 3.1.2
# says: even if it was not frozen before
# mistake: freeze misses layers
# %%
def freeze_all(base):
    base.trainable = False
    return base


def unfreeze_from(base, block_name):
    reached = False
    for layer in base.layers:
        reached = reached or layer.name == block_name
        if reached and not isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = True
        elif isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
    return base
