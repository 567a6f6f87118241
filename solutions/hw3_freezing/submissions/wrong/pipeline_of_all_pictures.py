# One pipeline is made of all pictures, and phase 1 learns from that.
# fails: 3.4.2
# says: pictures of the validation set to train on
# mistake: leakage
# whole

# %%
import tensorflow as tf

print(f"The goal is a validation accuracy of at least {lab.goal('3.4'):.0%}.")

head_rate = 0.01
base = load_base()
model = add_head(base, num_classes)
prepare(model, base, None, head_rate)
train_set = tf.data.Dataset.from_tensor_slices((data.x_train, data.y_train))
val_set = tf.data.Dataset.from_tensor_slices((data.x_val, data.y_val))
everything = train_set.concatenate(val_set).shuffle(2000, seed=1).batch(32).prefetch(tf.data.AUTOTUNE)
history_1 = model.fit(
    everything,
    validation_data=val_set.batch(32),
    epochs=12,
    callbacks=[lab.progress()],
    verbose=0,
)
weights_1 = model.get_weights()
