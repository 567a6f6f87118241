# Normalization with fixed numbers, a head nested in a Sequential, and a tf.data pipeline.

# %%
from functools import partial

pretrained = partial(keras.applications.MobileNetV2, input_shape=lab.IMAGE_SHAPE, include_top=False)


def load_base():
    """Load the pretrained base model, without its top, and freeze it."""
    base = pretrained(weights=lab.WEIGHTS, alpha=lab.ALPHA)
    base.trainable = False
    return base


lab.describe(load_base())

# %%
def make_head(num_classes):
    return keras.Sequential(
        [
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dropout(0.1),
            keras.layers.Dense(num_classes, kernel_initializer="he_normal"),
            keras.layers.Softmax(axis=-1),
        ],
        name="head",
    )


def build_model(num_classes):
    """Put a new head on the frozen base."""
    middle = [127.5] * 3
    steps = (
        keras.layers.Normalization(mean=middle, variance=[half * half for half in middle]),
        partial(load_base(), training=False),
        make_head(num_classes),
    )
    outputs = inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    for step in steps:
        outputs = step(outputs)
    return keras.Model(inputs, outputs)

# %%
from typing import NamedTuple


class Shape(NamedTuple):
    pictures: int
    scores: int


predicted_shape = Shape(pictures=1, scores=5)


def output_shape(batch_size, num_classes):
    """Predict the shape of the model's outputs without running it."""
    return Shape(batch_size, num_classes)

# %%
def head_parameter_count(num_features, num_classes):
    """Count the parameters of a dense layer."""
    kernel, bias = (num_features, num_classes), (num_classes,)
    return kernel[0] * kernel[1] + bias[0]

# %%
def compile_model(model, learning_rate=0.003):
    """Get a model from build_model ready for training."""
    settings = dict(
        optimizer=keras.optimizers.Nadam(learning_rate=learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    model.compile(**settings)
    return model

# %%
import tensorflow as tf

print(f"The goal is a validation accuracy of at least {lab.goal('2.6'):.0%}.")

pairs = tf.data.Dataset.from_tensor_slices((data.x_train, data.y_train))
pairs = pairs.shuffle(len(data.y_train), seed=7).batch(16).prefetch(1)

model = compile_model(build_model(len(data.class_names)))
history = model.fit(
    pairs,
    validation_data=(data.x_val, data.y_val),
    epochs=25,
    callbacks=[keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=3)],
    verbose=2,
)
