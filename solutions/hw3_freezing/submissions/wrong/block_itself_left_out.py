# The layers after the named one learn, and the named one itself does not.
# fails: 3.1.2
# says: Start with the named layer itself
# mistake: unfreezes too little
# %%
def freeze_all(base):
    base.trainable = False
    return base


def unfreeze_from(base, block_name):
    reached = False
    for layer in base.layers:
        layer.trainable = reached and not isinstance(layer, keras.layers.BatchNormalization)
        reached = reached or layer.name == block_name
    return base
