# From the last layer back to the named one; the number of parameters with a running total.
# %%
def freeze_all(base):
    base.trainable = False
    for layer in base.layers:
        layer.trainable = False
    return base


def unfreeze_from(base, block_name):
    freeze_all(base)
    for layer in reversed(base.layers):
        if not isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = True
        if layer.name == block_name:
            break
    return base


# %%
trainable_count = 1152 + 2048 + 325


def count_trainable(table, first):
    total = table[-1][2]
    if first is None:
        return total
    for name, kind, parameters in reversed(table[:-1]):
        if kind != "BatchNormalization":
            total += parameters
        if name == first:
            break
    return total
