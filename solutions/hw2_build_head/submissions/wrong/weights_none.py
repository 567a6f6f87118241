# The base has random weights.
# whole
# fails: 2.1.2
# says: random numbers
# mistake: weights=None
# %%
def load_base():
    base = keras.applications.MobileNetV2(input_shape=lab.IMAGE_SHAPE, include_top=False, weights=None, alpha=lab.ALPHA)
    base.trainable = False
    return base
