# Mistake 10 while training: switched on in phase 2 only, in the belief that `training=False` protects the averages.
# fails: 3.5.4
# says: The statistics of a few small batches
# mistake: batch norm updating

# %%
fine_rate = 0.001
model.set_weights(weights_1)
unfreeze_from(base, "block_13_expand")
for layer in base.layers[base.layers.index(base.get_layer("block_13_expand")) :]:
    layer.trainable = True
model.compile(keras.optimizers.Adam(fine_rate), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
history_2 = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=10, batch_size=16, verbose=0)
