# The weights are switched off, as in PyTorch, and the layers left on: BatchNormalization goes on learning its averages.
# fails: 2.6.2
# says: The moving statistics of its BatchNormalization layers have changed
# mistake: batch norm updating
# whole

# %%
def load_base():
    """Load the pretrained base model, without its top, and freeze it."""
    base = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA
    )
    for weight in base.weights:
        weight.trainable = False  # in PyTorch: requires_grad = False
    return base


lab.describe(load_base())
