# The scaling as a Normalization layer with fixed mean and variance.
# %%
def build_model(num_classes):
    inputs = keras.Input(lab.IMAGE_SHAPE)
    x = keras.layers.Normalization(mean=127.5, variance=127.5**2)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes)(x))
