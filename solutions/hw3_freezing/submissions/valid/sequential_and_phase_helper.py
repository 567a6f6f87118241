# whole
# Builds the model as a Sequential, trains both phases with one helper function (phase 2 counts its epochs on with
# initial_epoch), compiles AdamW with "acc" and a second metric, and keeps the advice as a table of rules.

# %%
def load_base():
    """Load MobileNetV2 without its top, with the pretrained weights, not frozen."""
    return keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, alpha=lab.ALPHA, include_top=False, weights=lab.WEIGHTS
    )


def add_head(base, num_classes):
    """Put scaling in front of the base and a head behind it; the outputs are logits."""
    return keras.Sequential(
        [
            keras.Input(shape=lab.IMAGE_SHAPE),
            keras.layers.Rescaling(1 / 127.5, offset=-1),
            base,
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(num_classes, name="scores"),
        ],
        name="sorting_machine",
    )


lab.plot_trainable(add_head(load_base(), num_classes))


# %%
def freeze_all(base):
    """Freeze the whole base."""
    for layer in base.layers:
        layer.trainable = False
    return base


def unfreeze_from(base, block_name):
    """Let the base learn from a layer on, and keep the rest of it frozen."""
    base.trainable = True
    freeze_all(base)
    place = [layer.name for layer in base.layers].index(block_name)
    can_learn = (layer for layer in base.layers[place:] if not isinstance(layer, keras.layers.BatchNormalization))
    for layer in can_learn:
        layer.trainable = True
    return base


# %%
small_network = [
    ("conv_a", "Conv2D", 432),
    ("conv_a_bn", "BatchNormalization", 64),
    ("conv_b", "Conv2D", 1152),
    ("conv_b_bn", "BatchNormalization", 128),
    ("conv_c", "Conv2D", 2048),
    ("conv_c_bn", "BatchNormalization", 256),
    ("dense", "Dense", 325),
]
trainable_count = 3525  # 1152 + 2048 + 325


def count_trainable(table, first):
    """Count the parameters that training may change."""
    *body, (head, _, head_size) = table
    if first is None or first == head:
        return head_size
    place = [name for name, _, _ in body].index(first)
    return head_size + sum(size for _, kind, size in body[place:] if kind != "BatchNormalization")


assert count_trainable(small_network, "conv_b") == trainable_count


# %%
def prepare(model, base, first, learning_rate):
    """Decide what may learn, then compile."""
    base = unfreeze_from(base, first) if first else freeze_all(base)
    model.compile(
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        optimizer=keras.optimizers.AdamW(learning_rate, weight_decay=1e-4),
        metrics=["acc", keras.metrics.SparseTopKCategoricalAccuracy(k=2, name="among_first_two")],
    )
    return model


# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.4'):.0%}.")


def train_phase(first, rate, **options):
    """Prepare the model for a phase, and train it on the training pictures."""
    prepare(model, base, first, rate)
    return model.fit(
        x=data.x_train,
        y=data.y_train,
        validation_data=(data.x_val, data.y_val),
        callbacks=[lab.progress()],
        verbose=0,
        **options,
    )


head_rate = 0.01
base = load_base()
model = add_head(base, num_classes)
history_1 = train_phase(None, head_rate, epochs=12)
weights_1 = model.get_weights()

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.5'):.0%}.")
if lab.answered(model, weights_1):
    model.set_weights(weights_1)  # start where phase 1 ended, also when you run this cell again

fine_rate = 3e-4
epochs_done = len(history_1.epoch)
history_2 = train_phase("block_13_expand", fine_rate, batch_size=16, initial_epoch=epochs_done, epochs=epochs_done + 10)

# %%
RULES = (
    (lambda examples, similarity, minutes: examples < 20 and similarity < 0.3, "head on earlier features"),
    (lambda examples, similarity, minutes: minutes < 5, "head only"),
    (lambda examples, similarity, minutes: examples < 20, "head only"),
    (lambda examples, similarity, minutes: examples >= 500 and minutes >= 30, "everything, low rate"),
    (lambda examples, similarity, minutes: True, "top blocks"),
)


def choose_strategy(num_examples, similarity, budget):
    """Advise how much of a model to train."""
    return next(advice for fits, advice in RULES if fits(num_examples, similarity, budget))
