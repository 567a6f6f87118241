# Numbers of blocks are compared, so a name in the middle of a block opens all of the block.
# fails: 3.1.2
# says: such as `block_10_expand`
# mistake: freeze misses layers

# %%
def _block_number(layer_name):
    if layer_name.startswith("block_"):
        return int(layer_name.split("_")[1])
    if layer_name.startswith("expanded_conv"):
        return 0
    if layer_name.startswith(("Conv_1", "out_relu")):
        return 17
    return -1  # the input and Conv1


def freeze_all(base):
    """Freeze the whole base."""
    for layer in base.layers:
        layer.trainable = False
    return base


def unfreeze_from(base, block_name):
    """Let the base learn from a layer on, and keep the rest of it frozen."""
    first_block = _block_number(block_name)
    for layer in base.layers:
        is_norm = isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = _block_number(layer.name) >= first_block and not is_norm
    return base
