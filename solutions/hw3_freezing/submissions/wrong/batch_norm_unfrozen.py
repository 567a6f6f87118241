# Mistake 10: BatchNormalization layers are unfrozen along with the others, and their averages move.
# fails: 3.1.3
# says: replaces its moving statistics
# mistake: batch norm unfrozen
# %%
def freeze_all(base):
    base.trainable = False
    return base


def unfreeze_from(base, block_name):
    reached = False
    for layer in base.layers:
        reached = reached or layer.name == block_name
        layer.trainable = reached
    return base
