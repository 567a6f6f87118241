# The best weights kept by a callback of one's own, and put back after the training.
# %%
class KeepBest(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.best, self.weights, self.wait = float("inf"), None, 0

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] < self.best:
            self.best, self.weights, self.wait = logs["val_loss"], self.model.get_weights(), 0
        else:
            self.wait += 1
            if self.wait >= self.patience:
                self.model.stop_training = True


def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    keep = KeepBest()
    keep.patience = patience
    history = model.fit(
        x_train, y_train, epochs=max_epochs, validation_data=(x_val, y_val), callbacks=[keep], verbose=0
    )
    model.set_weights(keep.weights)
    return model, history
