# Unusual: own base with pooling inside and a Sequential model, slices instead of loops with a flag, an optimizer whose rate starts at learning_rate and decays by a schedule, fresh EarlyStopping per phase, match/case, type hints.
# whole

# %%
def load_base() -> keras.Model:
    return keras.applications.MobileNetV2(
        lab.IMAGE_SHAPE, alpha=lab.ALPHA, include_top=False, weights=lab.WEIGHTS, pooling="avg", name="eyes"
    )


def add_head(base: keras.Model, num_classes: int) -> keras.Sequential:
    model = keras.Sequential(name="sorter")
    model.add(keras.Input(lab.IMAGE_SHAPE))
    model.add(keras.layers.Rescaling(scale=1 / 127.5, offset=-1))
    model.add(base)
    model.add(keras.layers.Dropout(0.2))
    model.add(keras.layers.Dense(units=num_classes, activation="linear"))
    return model


lab.plot_trainable(add_head(load_base(), num_classes))

# %%
BatchNorm = keras.layers.BatchNormalization


def _switch(layers, on: bool) -> None:
    for layer in layers:
        layer.trainable = on and not isinstance(layer, BatchNorm)


def freeze_all(base: keras.Model) -> keras.Model:
    base.trainable = False
    _switch(base.layers, False)  # also when the base itself was off already
    return base


def unfreeze_from(base: keras.Model, block_name: str) -> keras.Model:
    base.trainable = True
    cut = base.layers.index(base.get_layer(block_name))
    _switch(base.layers[:cut], False)
    _switch(base.layers[cut:], True)
    return base

# %%
small_net = [
    ("conv_a", "Conv2D", 432),
    ("conv_a_bn", "BatchNormalization", 64),
    ("conv_b", "Conv2D", 1152),
    ("conv_b_bn", "BatchNormalization", 128),
    ("conv_c", "Conv2D", 2048),
    ("conv_c_bn", "BatchNormalization", 256),
    ("dense", "Dense", 325),
]

trainable_count: int = 3_525


def count_trainable(table: list[tuple[str, str, int]], first: str | None) -> int:
    """Recursive: peel off the first row."""
    (name, kind, size), *rest = table
    if not rest:
        return size  # the head
    here = size if name == first and kind != "BatchNormalization" else 0
    if name == first:
        return here + sum(n for _, other, n in rest if other != "BatchNormalization")
    return count_trainable(rest, first)


print(count_trainable(small_net, "conv_b") == trainable_count)

# %%
def prepare(model: keras.Model, base: keras.Model, first: str | None, learning_rate: float) -> keras.Model:
    match first:
        case None:
            freeze_all(base)
        case str(name):
            unfreeze_from(base, name)
    slower_and_slower = keras.optimizers.schedules.InverseTimeDecay(learning_rate, decay_steps=200, decay_rate=0.5)
    model.compile(
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        optimizer=keras.optimizers.Adam(slower_and_slower),
        metrics=["accuracy"],
    )
    return model

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.4'):.0%}.")


def patience(epochs: int) -> keras.callbacks.EarlyStopping:
    """A new one for each phase."""
    return keras.callbacks.EarlyStopping(
        monitor="val_accuracy", mode="max", patience=epochs, restore_best_weights=True, verbose=1
    )


head_rate: float = 0.01
base: keras.Model = load_base()
model = add_head(base, num_classes)
model = prepare(model=model, base=base, first=None, learning_rate=head_rate)
history_1 = model.fit(
    data.x_train, data.y_train, epochs=15, callbacks=[patience(6)], validation_data=(data.x_val, data.y_val), verbose=2
)
weights_1 = model.get_weights()

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.5'):.0%}.")
if lab.answered(model, weights_1):
    model.set_weights(weights_1)  # start where phase 1 ended, also when you run this cell again

fine_rate: float = head_rate / 16
model = prepare(model=model, base=base, first="block_13_expand", learning_rate=fine_rate)
history_2 = model.fit(
    *(data.x_train, data.y_train), batch_size=16, epochs=10, callbacks=[patience(8)],
    validation_data=(data.x_val, data.y_val), verbose=2,
)

# %%
def choose_strategy(num_examples: int, similarity: float, budget: float) -> str:
    match (num_examples, similarity, budget):
        case (few, alike, _) if few < 20 and alike < 0.3:
            return "head on earlier features"
        case (few, _, minutes) if few < 20 or minutes < 5:
            return "head only"
        case (many, _, minutes) if many >= 500 and minutes >= 30:
            return "everything, low rate"
        case _:
            return "top blocks"

# %%
answer_3_9: str = "r4"
