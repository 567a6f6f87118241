# Mistake 22: the preprocessing of ResNet50, which swaps channels and subtracts means.
# fails: 2.2.2
# says: Other networks are prepared for in other ways
# mistake: other scaling
# %%
def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.applications.resnet50.preprocess_input(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes)(x))
