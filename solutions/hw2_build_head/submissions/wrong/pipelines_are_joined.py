# The validation pictures are joined to the training pictures in a pipeline.
# whole
# fails: 2.6.1
# says: pictures of the validation set to train on
# mistake: leakage
# %%
import tensorflow as tf

train = tf.data.Dataset.from_tensor_slices((data.x_train, data.y_train))
validation = tf.data.Dataset.from_tensor_slices((data.x_val, data.y_val))
model = compile_model(build_model(len(data.class_names)))
history = model.fit(
    train.concatenate(validation).shuffle(2000, seed=1).batch(32), validation_data=validation.batch(32), epochs=15, verbose=0
)
