# whole
# A flat graph, slices of the list of layers, BatchNormalization by its name, scaling inside the base, and a
# schedule.
# %%
def load_base():
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    scaled = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    return keras.applications.MobileNetV2(
        input_tensor=scaled, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA
    )


def add_head(base, num_classes):
    x = keras.layers.GlobalAveragePooling2D()(base.output)
    return keras.Model(base.input, keras.layers.Dense(num_classes)(x))


# %%
def freeze_all(base):
    for layer in base.layers:
        layer.trainable = False
    return base


def unfreeze_from(base, block_name):
    base.trainable = True
    names = [layer.name for layer in base.layers]
    start = names.index(block_name)
    for layer in base.layers[:start]:
        layer.trainable = False
    for layer in base.layers[start:]:
        layer.trainable = "BN" not in layer.name and "bn" not in layer.name
    return base


# %%
def prepare(model, base, first, learning_rate):
    freeze_all(base) if first is None else unfreeze_from(base, first)
    schedule = keras.optimizers.schedules.ExponentialDecay(learning_rate, decay_steps=100, decay_rate=0.9)
    model.compile(
        keras.optimizers.Adam(schedule),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
