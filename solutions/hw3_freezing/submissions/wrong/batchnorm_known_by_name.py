# Task 3.1: takes a layer for BatchNormalization when its name ends in "_BN". The last one of the base is called
# "Conv_1_bn", so that one is unfrozen with the top blocks.
# fails: 3.1.3
# says: such as `Conv_1_bn`
# mistake: batch norm unfrozen
# %%
def freeze_all(base):
    """Freeze the whole base."""
    for layer in base.layers:
        layer.trainable = False
    return base


def unfreeze_from(base, block_name):
    """Let the base learn from a layer on, and keep the rest of it frozen."""
    base.trainable = True
    reached = False
    for layer in base.layers:
        if layer.name == block_name:
            reached = True
        layer.trainable = reached and not layer.name.endswith("_BN")
    return base
