# The layer right before the block keeps its flag, which matters where it is a BatchNormalization layer and was open.
# fails: 3.1.3
# says: block_6_project_BN
# mistake: batch norm unfrozen
# %%
def freeze_all(base):
    for layer in base.layers:
        layer.trainable = False
    return base


def unfreeze_from(base, block_name):
    place = [layer.name for layer in base.layers].index(block_name)
    for layer in base.layers[place:]:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    for layer in base.layers[:place][:-1]:
        layer.trainable = False
    return base
