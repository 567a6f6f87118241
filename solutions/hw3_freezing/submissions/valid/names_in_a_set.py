# The layers to open are collected by name first; SGD with momentum.
# %%
def freeze_all(base):
    for layer in base.layers:
        layer.trainable = False
    return base


def unfreeze_from(base, block_name):
    names = [layer.name for layer in base.layers]
    to_open = {name for name in names[names.index(block_name) :] if "BN" not in name and not name.endswith("_bn")}
    for layer in base.layers:
        layer.trainable = layer.name in to_open
    return base


# %%
def prepare(model, base, first, learning_rate):
    freeze_all(base)
    if first is not None:
        unfreeze_from(base, first)
    model.compile(
        keras.optimizers.SGD(learning_rate, momentum=0.9, nesterov=True),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
