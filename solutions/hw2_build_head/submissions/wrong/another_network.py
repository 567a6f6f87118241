# Another network than MobileNetV2.
# fails: 2.1.1
# says: It does not hold that network
# mistake: another network
# %%
def load_base():
    base = keras.applications.MobileNet(input_shape=lab.IMAGE_SHAPE, include_top=False, weights=None, alpha=0.25)
    base.trainable = False
    return base
