# whole
# Walks through the layers and the table from the scores back to the picture, and chooses with match and guards. Phase 1
# ends by a callback of the student's own; in phase 2 ReduceLROnPlateau may lower the rate further.

# %%
def freeze_all(base):
    """Freeze the whole base."""
    for layer in base.layers:
        layer.trainable = False
    return base


def unfreeze_from(base, block_name):
    """Let the base learn from a layer on, and keep the rest of it frozen."""
    base.trainable = True  # its own switch; the layers are set right below
    freeze_all(base)
    for layer in reversed(base.layers):
        match layer:
            case keras.layers.BatchNormalization():
                pass  # stays frozen
            case _:
                layer.trainable = True
        if layer.name == block_name:
            break
    return base


# %%
trainable_count = sum((325, 2048, 1152))


def count_trainable(table, first):
    """Count the parameters that training may change."""
    head, _, count = table[-1]
    if first in (None, head):
        return count
    for name, kind, parameters in reversed(table[:-1]):
        if kind != "BatchNormalization":
            count += parameters
        if name == first:
            break
    return count


# %%
def logits_loss(y_true, y_pred):
    """Cross-entropy for whole-number labels and logits."""
    return keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=True)


def prepare(model, base, first, learning_rate):
    """Decide what may learn, then compile."""
    match first:
        case None:
            freeze_all(base)
        case name:
            unfreeze_from(base, name)
    optimizer = keras.optimizers.Nadam(learning_rate=learning_rate, clipnorm=5.0)
    model.compile(optimizer=optimizer, loss=logits_loss, metrics=["accuracy"])
    return model


# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.4'):.0%}.")


class StopWhenFlat(keras.callbacks.Callback):
    """End the training when the validation loss has hardly moved for some epochs: the head has converged."""

    def __init__(self, least=0.003, patience=5):
        super().__init__()
        self.least = least
        self.patience = patience

    def on_train_begin(self, logs=None):
        self.lowest = float("inf")
        self.waited = 0

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] < self.lowest - self.least:
            self.lowest = logs["val_loss"]
            self.waited = 0
        else:
            self.waited += 1
        if self.waited >= self.patience:
            self.model.stop_training = True


head_rate = 0.01
base = load_base()
model = add_head(base, num_classes)
model = prepare(model, base, first=None, learning_rate=head_rate)
history_1 = model.fit(
    data.x_train,
    data.y_train,
    validation_data=(data.x_val, data.y_val),
    epochs=15,
    callbacks=[StopWhenFlat()],
    verbose=2,
)
weights_1 = [weight.copy() for weight in model.get_weights()]

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.5'):.0%}.")
if lab.answered(model, weights_1):
    model.set_weights(weights_1)  # start where phase 1 ended, also when you run this cell again

fine_rate = 0.0002
model = prepare(model, base, first="block_13_expand", learning_rate=fine_rate)
history_2 = model.fit(
    data.x_train,
    data.y_train,
    validation_data=(data.x_val, data.y_val),
    epochs=10,
    batch_size=16,
    callbacks=[keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=2)],
    verbose=2,
)


# %%
def choose_strategy(num_examples, similarity, budget):
    """Advise how much of a model to train."""
    match num_examples, similarity, budget:
        case few, alike, _ if few < 20 and alike < 0.3:
            return "head on earlier features"
        case few, _, minutes if few < 20 or minutes < 5:
            return "head only"
        case many, _, minutes if many >= 500 and minutes >= 30:
            return "everything, low rate"
        case _:
            return "top blocks"
