# Layers from the top with match and case, masks, an own loss for logits, and new callbacks for each phase.

# %%
def freeze_all(base):
    """Freeze the whole base."""
    base.trainable = False
    for layer in base.layers:  # also where the switch of the base was off already
        layer.trainable = False
    return base


def unfreeze_from(base, block_name):
    """Let the base learn from a layer on, and keep the rest of it frozen."""
    if block_name not in {layer.name for layer in base.layers}:
        raise ValueError(f"The base has no layer {block_name}.")
    base.trainable = True
    learns = True
    for layer in reversed(base.layers):
        match layer:
            case keras.layers.BatchNormalization():
                layer.trainable = False
            case _:
                layer.trainable = learns
        if layer.name == block_name:
            learns = False
    return base


# %%
import numpy as np


def count_trainable(table, first):
    """Count the parameters that training may change."""
    names, kinds, sizes = zip(*table)
    begin = len(table) - 1 if first is None else names.index(first)
    learns = np.arange(len(table)) >= begin
    learns &= np.array(kinds) != "BatchNormalization"
    learns[-1] = True
    return int(np.dot(learns, sizes))


trainable_count = count_trainable(
    [
        ("conv_a", "Conv2D", 432),
        ("conv_a_bn", "BatchNormalization", 64),
        ("conv_b", "Conv2D", 1152),
        ("conv_b_bn", "BatchNormalization", 128),
        ("conv_c", "Conv2D", 2048),
        ("conv_c_bn", "BatchNormalization", 256),
        ("dense", "Dense", 325),
    ],
    "conv_b",
)

# %%
from functools import partial


def cross_entropy_of_logits(labels, scores):
    return keras.losses.sparse_categorical_crossentropy(labels, scores, from_logits=True)


def prepare(model, base, first, learning_rate):
    """Decide what may learn, then compile."""
    switch = freeze_all if first is None else partial(unfreeze_from, block_name=first)
    switch(base)
    optimizer = keras.optimizers.Adam.from_config({"learning_rate": learning_rate, "clipnorm": 5.0})
    model.compile(optimizer=optimizer, loss=cross_entropy_of_logits, metrics=["accuracy"])
    return model


# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.4'):.0%}.")

head_rate = 1e-2
model = add_head(base := load_base(), num_classes)
prepare(model, base, None, head_rate)
history_1 = model.fit(
    x=data.x_train,
    y=data.y_train,
    validation_data=(data.x_val, data.y_val),
    epochs=15,
    callbacks=[
        keras.callbacks.ReduceLROnPlateau(monitor="loss", factor=0.7, patience=2, min_lr=0.005),
        lab.progress(),
    ],
    verbose=0,
)
weights_1 = model.get_weights()

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.5'):.0%}.")
if lab.answered(model, weights_1):
    model.set_weights(weights_1)  # start where phase 1 ended, also when you run this cell again


def fine_tune(rate, epochs=10):
    prepare(model, base, "block_13_expand", rate)
    stopper = keras.callbacks.EarlyStopping("val_accuracy", patience=8, mode="max", restore_best_weights=True)
    return model.fit(
        data.x_train,
        data.y_train,
        batch_size=16,
        epochs=epochs,
        validation_data=(data.x_val, data.y_val),
        callbacks=[stopper, lab.progress()],
        verbose=0,
    )


fine_rate = 2.5e-4
history_2 = fine_tune(fine_rate)


# %%
def choose_strategy(num_examples, similarity, budget):
    """Advise how much of a model to train."""
    match (num_examples, similarity, budget):
        case (few, alike, _) if few < 20 and alike < 0.3:
            return "head on earlier features"
        case (few, _, minutes) if few < 20 or minutes < 5:
            return "head only"
        case (many, _, minutes) if many >= 500 and minutes >= 30:
            return "everything, low rate"
        case _:
            return "top blocks"
