# A flat graph on base.output, preprocess_input on the symbolic tensor, freezing in a loop, a separate Activation.
# %%
import tensorflow as tf


def load_base():
    base = tf.keras.applications.MobileNetV2(
        input_shape=(96, 96, 3), include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA, pooling="avg"
    )
    for layer in base.layers:
        layer.trainable = False
    return base


# %%
def build_model(num_classes: int) -> tf.keras.Model:
    base = load_base()
    inputs = tf.keras.Input((96, 96, 3))
    x = tf.keras.applications.mobilenet_v2.preprocess_input(inputs)
    x = base(x, training=False)
    x = tf.keras.layers.Dropout(0.3)(x)
    x = tf.keras.layers.Dense(64, activation="relu")(x)
    x = tf.keras.layers.Dropout(0.3)(x)
    x = tf.keras.layers.Dense(num_classes)(x)
    return tf.keras.Model(inputs, tf.keras.layers.Activation("softmax")(x))


# %%
def compile_model(model, learning_rate=0.003):
    model.compile(
        optimizer=tf.keras.optimizers.SGD(learning_rate, momentum=0.9),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(),
        metrics=[tf.keras.metrics.SparseCategoricalAccuracy(name="acc")],
    )
    return model
