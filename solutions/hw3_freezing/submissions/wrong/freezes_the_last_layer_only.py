# Mistake 7: the loop's result is used once, after its end, so only the last layer with weights is frozen.
# fails: 3.1.1
# says: layers still can
# mistake: freeze misses layers
# %%
def freeze_all(base):
    for layer in base.layers:
        pass
    base.layers[-2].trainable = False
    return base


def unfreeze_from(base, block_name):
    reached = False
    for layer in base.layers:
        reached = reached or layer.name == block_name
        layer.trainable = reached and not isinstance(layer, keras.layers.BatchNormalization)
    return base
