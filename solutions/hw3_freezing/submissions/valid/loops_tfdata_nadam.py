# Unusual: only ever flips the switches of the single layers (never base.trainable), trains from tf.data with Nadam and a self-written loss function on logits, and takes the strategy from a table of rules.
# whole

# %%
from functools import reduce


def load_base():
    options = dict(include_top=False, alpha=lab.ALPHA, weights=lab.WEIGHTS, input_shape=lab.IMAGE_SHAPE)
    return keras.applications.MobileNetV2(**options)


def add_head(base, num_classes):
    chain = [
        keras.layers.Rescaling(2 / 255, offset=-1.0),
        base,
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dropout(0.25),
        keras.layers.Dense(num_classes, name="scores"),
    ]
    picture = keras.Input(shape=lab.IMAGE_SHAPE)
    return keras.Model(picture, reduce(lambda seen, layer: layer(seen), chain, picture))


lab.plot_trainable(add_head(load_base(), num_classes))

# %%
def is_bn(layer):
    return type(layer).__name__ == "BatchNormalization"


def freeze_all(base):
    for layer in base.layers:
        layer.trainable = False
    return base


def unfreeze_from(base, block_name):
    freeze_all(base)
    remaining = list(reversed(base.layers))
    # from the top down to the block
    while remaining:
        top = remaining.pop(0)
        if not is_bn(top):
            top.trainable = True
        if top.name == block_name:
            break
    return base

# %%
# conv_b + conv_c + dense; the two BatchNormalization layers in between do not count
trainable_count = 1152 + 2048 + 325


def count_trainable(table, first):
    names = [row[0] for row in table]
    head_at = len(table) - 1
    start = head_at if first is None else names.index(first)
    inside = [size for _, kind, size in table[start:head_at] if kind != "BatchNormalization"]
    return sum(inside, start=table[head_at][2])


print(count_trainable([("a", "Conv2D", 10), ("a_bn", "BatchNormalization", 4), ("d", "Dense", 3)], "a"), "should be 13")

# %%
def loss_on_logits(truth, logits):
    return keras.losses.sparse_categorical_crossentropy(truth, logits, from_logits=True)


def prepare(model, base, first, learning_rate):
    {True: lambda: freeze_all(base), False: lambda: unfreeze_from(base, first)}[first is None]()
    accuracy = keras.metrics.SparseCategoricalAccuracy(name="accuracy")
    model.compile(keras.optimizers.Nadam(learning_rate=learning_rate), loss_on_logits, metrics=[accuracy])
    return model

# %%
import tensorflow as tf

print(f"The goal is a validation accuracy of at least {lab.goal('3.4'):.0%}.")

everything = tf.data.Dataset.from_tensor_slices((data.x_train, data.y_train)).cache().shuffle(len(data.y_train), seed=4)
val_batches = tf.data.Dataset.from_tensor_slices((data.x_val, data.y_val)).batch(50)

model = add_head(base := load_base(), num_classes)
base, head_rate = base, 1e-2
prepare(model, base, None, head_rate)
history_1 = model.fit(everything.batch(batch_size=25), validation_data=val_batches, epochs=13, verbose=0, callbacks=[lab.progress()])
weights_1 = [weight.copy() for weight in model.get_weights()]

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.5'):.0%}.")
if lab.answered(model, weights_1):
    model.set_weights(weights_1)  # start where phase 1 ended, also when you run this cell again

fine_rate = 5e-4
assert fine_rate <= head_rate / 10
history_2 = prepare(model, base, "block_13_expand", fine_rate).fit(
    everything.batch(batch_size=16), validation_data=val_batches, epochs=10, verbose=0, callbacks=[lab.progress()]
)

# %%
def choose_strategy(num_examples, similarity, budget):
    rules = [
        (all([num_examples < 20, similarity < 0.3]), "head on earlier features"),
        (budget < 5, "head only"),
        (num_examples < 20, "head only"),
        (all([num_examples >= 500, budget >= 30]), "everything, low rate"),
        (True, "top blocks"),
    ]
    return [advice for fits, advice in rules if fits][0]

# %%
answer_3_9 = "r4"

# %%
print("before", history_1.history["val_accuracy"][-1], "after", history_2.history["val_accuracy"][-1])
