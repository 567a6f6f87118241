# Mistake 8 while training: the functions are right, and in phase 2 the slice is the wrong way round.
# fails: 3.5.3
# says: The early layers were trained instead of the late ones
# mistake: slice sign wrong

# %%
fine_rate = 0.001
model.set_weights(weights_1)
prepare(model, base, "block_13_expand", fine_rate)
for layer in base.layers:
    if not isinstance(layer, keras.layers.BatchNormalization):
        layer.trainable = not layer.trainable
model.compile(keras.optimizers.Adam(fine_rate), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
history_2 = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=10, batch_size=16, verbose=0)
