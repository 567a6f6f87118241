# whole
# Both piles as tf.data pipelines, shuffled and prefetched.
# %%
import tensorflow as tf

train = tf.data.Dataset.from_tensor_slices((data.x_train, data.y_train)).shuffle(200, seed=1).batch(16).prefetch(1)
validation = tf.data.Dataset.from_tensor_slices((data.x_val, data.y_val)).batch(50)
model = compile_model(build_model(len(data.class_names)), learning_rate=1e-3)
history = model.fit(train, validation_data=validation, epochs=15, verbose=0)
