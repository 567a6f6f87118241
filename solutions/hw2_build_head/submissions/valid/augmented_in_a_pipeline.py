# Pictures are mirrored and brightened in the pipeline, so that the model hardly ever sees one as it is.
# whole
# %%
import tensorflow as tf


def vary(picture, label):
    picture = tf.image.random_flip_left_right(tf.cast(picture, "float32"))
    return tf.clip_by_value(tf.image.random_brightness(picture, 10.0), 0, 255), label


train = tf.data.Dataset.from_tensor_slices((data.x_train, data.y_train)).shuffle(2000, seed=1).map(vary).batch(16)
model = compile_model(build_model(len(data.class_names)))
history = model.fit(train, validation_data=(data.x_val, data.y_val), epochs=20, verbose=0)
