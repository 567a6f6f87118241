# Unusual: a list of steps folded with reduce, Normalization as the scaling, a separate softmax layer, tf.data and early stopping.
# whole

# %%
def load_base():
    """MobileNetV2 without its top; every single layer is switched off."""
    network = keras.applications.MobileNetV2(lab.IMAGE_SHAPE, lab.ALPHA, False, lab.WEIGHTS)
    for layer in network.layers:
        layer.trainable = False
    assert sum(w.trainable for w in network.weights) == 0
    return network


_frozen = load_base()
lab.describe(_frozen)
print("feature maps:", _frozen.output_shape[1:], "- layers:", len(_frozen.layers))

# %%
from functools import reduce


def then(tensor, step):
    return step(tensor)


def build_model(num_classes):
    eyes = load_base()
    steps = [
        # (x - 127.5) / 127.5: 0 becomes -1, and 255 becomes 1
        keras.layers.Normalization(mean=127.5, variance=127.5**2, name="to_plus_minus_one"),
        lambda x: eyes(x, training=False),
        keras.layers.GlobalAveragePooling2D(keepdims=True),
        keras.layers.Flatten(),
        keras.layers.Dropout(rate=0.3),
        keras.layers.Dense(units=num_classes, name="scores"),
        keras.layers.Activation("softmax", name="probabilities"),
    ]
    start = keras.Input(shape=lab.IMAGE_SHAPE, dtype="float32")
    return keras.Model(inputs=start, outputs=reduce(then, steps, start), name=f"sorter_{num_classes}")


build_model(2).summary(line_length=90)

# %%
def output_shape(batch_size, num_classes):
    # one row for each picture, one column for each class
    return tuple([batch_size, num_classes])


predicted_shape = output_shape(batch_size=1, num_classes=5)
print(predicted_shape)

# %%
def head_parameter_count(num_features, num_classes):
    # a unit has one weight for each feature, and one bias on top
    return (num_features + 1) * num_classes


print(head_parameter_count(3, 2), "should be 8")

# %%
def compile_model(model, learning_rate=0.003):
    settings = dict(
        optimizer=keras.optimizers.AdamW(learning_rate=learning_rate, weight_decay=1e-4),
        loss="sparse_categorical_crossentropy",  # probabilities come in, so its default is right
        metrics=["accuracy"],
    )
    model.compile(**settings)
    return model

# %%
import tensorflow as tf

print(f"The goal is a validation accuracy of at least {lab.goal('2.6'):.0%}.")


def as_dataset(pictures, labels, shuffled=False):
    dataset = tf.data.Dataset.from_tensor_slices((pictures, labels))
    if shuffled:
        dataset = dataset.shuffle(len(labels), seed=7, reshuffle_each_iteration=True)
    return dataset.batch(25).prefetch(1)


train_set = as_dataset(data.x_train, data.y_train, shuffled=True)
val_set = as_dataset(data.x_val, data.y_val)

model = build_model(len(data.class_names))
model = compile_model(model)
history = model.fit(
    train_set,
    validation_data=val_set,
    epochs=20,
    callbacks=[keras.callbacks.EarlyStopping(monitor="val_loss", patience=6, restore_best_weights=True)],
    verbose=2,
)
for name, value in zip(model.metrics_names, model.evaluate(val_set, verbose=0)):
    print(f"{name}: {value:.3f}")
