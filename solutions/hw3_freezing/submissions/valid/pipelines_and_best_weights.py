# whole
# tf.data pipelines in both phases; the best weights come back after each.
# %%
import tensorflow as tf

train = tf.data.Dataset.from_tensor_slices((data.x_train, data.y_train)).shuffle(200, seed=7).batch(32)
validation = tf.data.Dataset.from_tensor_slices((data.x_val, data.y_val)).batch(64)
head_rate = 3e-3
base = load_base()
model = prepare(add_head(base, num_classes), base, None, head_rate)
history_1 = model.fit(
    train,
    validation_data=validation,
    epochs=25,
    verbose=0,
    callbacks=[keras.callbacks.EarlyStopping(patience=4, restore_best_weights=True)],
)
weights_1 = [weight.copy() for weight in model.get_weights()]

# %%
fine_rate = 2e-4
model = prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(
    train.unbatch().batch(16),
    validation_data=validation,
    epochs=10,
    verbose=0,
    callbacks=[keras.callbacks.EarlyStopping(patience=4, restore_best_weights=True)],
)
