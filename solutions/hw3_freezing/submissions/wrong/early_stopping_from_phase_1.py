# Mistake 33: a callback that stops at the goal of phase 1 ends phase 2 at once.
# fails: 3.5.1
# says: It lasted for 1
# mistake: early stopping reused

# %%
fine_rate = 0.001
model.set_weights(weights_1)
prepare(model, base, "block_13_expand", fine_rate)


class GoodEnough(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if logs["val_accuracy"] > 0.3:
            self.model.stop_training = True


history_2 = model.fit(
    data.x_train,
    data.y_train,
    validation_data=(data.x_val, data.y_val),
    epochs=10,
    batch_size=16,
    verbose=0,
    callbacks=[GoodEnough()],
)
