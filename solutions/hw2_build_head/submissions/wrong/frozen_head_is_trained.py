# The whole model is frozen, and trained all the same: the frozen head is to blame, and not the number of epochs.
# whole
# fails: 2.2.4
# says: Nothing in the head
# mistake: head frozen
# %%
def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    outputs = keras.layers.Dense(num_classes)(x)
    model = keras.Model(inputs, outputs)
    model.trainable = False
    return model
