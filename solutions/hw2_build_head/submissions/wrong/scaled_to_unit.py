# Mistake 1: pixels are divided by 255.
# fails: 2.2.2
# says: Dividing by 255 gives 0 to 1
# mistake: scaling by 255
# %%
def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 255)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes)(x))
