# The whole base is put into the model, whatever layer is named; so the curve is flat, too.
# fails: 3.6.1
# says: the whole base is in it, whatever name it was given
# %%
def features_at(base, layer_name):
    base.trainable = False
    inputs = keras.Input(lab.IMAGE_SHAPE)
    return keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(base(inputs)))
