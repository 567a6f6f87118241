# Mistake 10: the BatchNormalization layers are switched on for training.
# whole
# fails: 2.6.2
# says: The moving statistics of its BatchNormalization layers have changed.
# mistake: batch norm updating
# %%
model = build_model(len(data.class_names))
for layer in model.layers[2].layers:
    layer.trainable = isinstance(layer, keras.layers.BatchNormalization)
compile_model(model)
history = model.fit(
    data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=6, verbose=0
)
