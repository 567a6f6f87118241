# Mistake 35: the last layer is built and never called.
# fails: 2.2.1
# says: it has to be called on the outputs of the layer before it
# mistake: layer never called
# takes along: building raises an error, so there is no model that the other checks could judge
# %%
def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes))
