# Features are measured against those of the other pictures in the batch.
# fails: 2.2.3
# says: change with the other pictures in its batch
# %%
def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = x - keras.ops.mean(x, axis=0, keepdims=True)
    outputs = keras.layers.Dense(num_classes)(x)
    return keras.Model(inputs, outputs)
