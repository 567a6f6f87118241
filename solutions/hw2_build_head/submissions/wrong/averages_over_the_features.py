# The average over the wrong axes: one number for each row.
# fails: 2.2.3
# says: have the same averages get different scores
# %%
def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.ops.mean(x, axis=(2, 3))
    outputs = keras.layers.Dense(num_classes)(x)
    return keras.Model(inputs, outputs)
