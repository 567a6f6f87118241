# Only one layer is frozen.
# fails: 2.1.3
# says: still can
# mistake: not frozen
# %%
def load_base():
    base = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA
    )
    base.layers[-1].trainable = False
    return base
