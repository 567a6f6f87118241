# Mistake 11: the base is called with training=True, and its BatchNormalization layers are switched on for training.
# whole
# fails: 2.6.2
# says: and the base is called with `training=True`
# mistake: called with training=True
# %%
def build_model(num_classes):
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=True)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes)(x))


# %%
model = build_model(len(data.class_names))
for layer in model.layers[2].layers:
    layer.trainable = isinstance(layer, keras.layers.BatchNormalization)
compile_model(model)
history = model.fit(
    data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=6, verbose=0
)
