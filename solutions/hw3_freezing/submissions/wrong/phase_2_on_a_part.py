# Phase 2 takes the first batches of a pipeline and leaves the others, though phase 1 had them all.
# whole
# fails: 3.5.8
# says: Phase 2 trains on all 200 pictures of the training set
# %%
import tensorflow as tf

model.set_weights(weights_1)
fine_rate = head_rate / 20
prepare(model, base, "block_13_expand", fine_rate)
pipeline = tf.data.Dataset.from_tensor_slices((data.x_train, data.y_train)).batch(16)
history_2 = model.fit(pipeline.take(9), validation_data=(data.x_val, data.y_val), epochs=12, verbose=0)
