# The old top is still on; the head sits on its 1000 outputs.
# fails: 2.1.1
# says: 1,000 outputs
# mistake: include_top
# %%
def load_base():
    base = keras.applications.MobileNetV2(input_shape=lab.IMAGE_SHAPE, weights=None, alpha=lab.ALPHA)
    base.trainable = False
    return base


# %%
def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=False)
    return keras.Model(inputs, keras.layers.Dense(num_classes)(x))
