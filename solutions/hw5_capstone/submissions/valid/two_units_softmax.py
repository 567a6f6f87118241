# Two units with a softmax in a layer of its own, preprocess_input, a flat graph.
# %%
import tensorflow as tf


def build_spotter():
    inputs = tf.keras.Input((96, 96, 3))
    x = tf.keras.applications.mobilenet_v2.preprocess_input(inputs)
    base = tf.keras.applications.MobileNetV2(
        input_tensor=x, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA
    )
    base.trainable = False
    x = tf.keras.layers.GlobalAveragePooling2D()(base.output)
    x = tf.keras.layers.Dense(2)(tf.keras.layers.Dropout(0.2)(x))
    model = tf.keras.Model(inputs, tf.keras.layers.Activation("softmax")(x))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


# %%
def train_spotter(strategy, pictures, cats):
    model = build_spotter()
    model.fit(pictures, cats, epochs=20, class_weight={0: 1, 1: 4}, verbose=0)
    if strategy == "b":
        for layer in model.layers:
            layer.trainable = layer.name in ("block_16_project", "Conv_1") or isinstance(layer, tf.keras.layers.Dense)
        model.compile(tf.keras.optimizers.RMSprop(1e-4), "sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(pictures, cats, epochs=5, class_weight={0: 1, 1: 4}, verbose=0)
    return model


runs = (
    lab.record_run(train_spotter, "a", (data.x_train, cats_train), (data.x_val, cats_val)),
    lab.record_run(train_spotter, "b", (data.x_train, cats_train), (data.x_val, cats_val)),
)

# %%
choice = "b"
