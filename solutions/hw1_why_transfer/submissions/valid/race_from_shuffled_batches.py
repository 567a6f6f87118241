# whole
# The race reads from tf.data: shuffled anew in each epoch, in batches of 16, of which the last is left out as it is smaller.
# %%
import tensorflow as tf

EPOCHS = 8
BATCH_SIZE = 8


def train(network):
    pairs = tf.data.Dataset.from_tensor_slices((data.x_train, data.y_train)).cache()
    held_out = tf.data.Dataset.from_tensor_slices((data.x_val, data.y_val)).batch(50)
    batches = pairs.shuffle(len(data.x_train)).batch(2 * BATCH_SIZE, drop_remainder=True).prefetch(tf.data.AUTOTUNE)
    return network.fit(batches, validation_data=held_out, epochs=EPOCHS, callbacks=[lab.stopwatch()], verbose=2)
