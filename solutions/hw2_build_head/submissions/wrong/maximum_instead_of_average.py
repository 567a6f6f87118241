# Global max pooling where the average is asked for.
# fails: 2.2.3
# says: have the same averages get different scores
# %%
def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalMaxPooling2D()(x)
    outputs = keras.layers.Dense(num_classes)(x)
    return keras.Model(inputs, outputs)
