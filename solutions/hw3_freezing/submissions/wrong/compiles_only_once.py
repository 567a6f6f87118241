# Wrong: prepare compiles only a model that was never compiled and later just lowers the rate of the old optimizer, so the switches of phase 2 change nothing (the text: only compile makes Keras throw the old list away).
# fails: 3.5.2
# says: left all of them alone
# mistake: not compiled again
# whole

# %%
def freeze_all(base):
    base.trainable = False
    for position in range(len(base.layers)):
        base.layers[position].trainable = False
    return base


def unfreeze_from(base, block_name):
    base.trainable = True
    open_now = False
    for layer in base.layers:
        open_now |= layer.name == block_name
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = False
        else:
            layer.trainable = open_now
    return base

# %%
def count_trainable(table, first):
    count, reached = 0, False
    for number, (name, kind, parameters) in enumerate(table, 1):
        if name == first:
            reached = True
        if number == len(table):
            count += parameters
        elif reached and "BatchNormalization" not in kind:
            count += parameters
    return count


trainable_count = 3525

# %%
def prepare(model, base, first, learning_rate):
    if first is None:
        freeze_all(base)
    else:
        unfreeze_from(base, first)
    if model.compiled:
        # compiled before: the loss and the metric stay, only the rate is new
        model.optimizer.learning_rate = learning_rate
    else:
        model.compile(
            optimizer=keras.optimizers.AdamW(learning_rate),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=[keras.metrics.SparseCategoricalAccuracy("accuracy")],
        )
    return model

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.4'):.0%}.")

pictures_and_labels = dict(x=data.x_train, y=data.y_train, validation_data=(data.x_val, data.y_val))

base = load_base()
head_rate = 0.01
model = add_head(base, num_classes)
prepare(model, base, None, head_rate)
history_1 = model.fit(**pictures_and_labels, epochs=12, verbose=2)
weights_1 = model.get_weights()

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.5'):.0%}.")
if lab.answered(model, weights_1):
    model.set_weights(weights_1)  # start where phase 1 ended, also when you run this cell again

fine_rate = 0.0008
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(**pictures_and_labels, batch_size=16, epochs=10, verbose=2)

# %%
def choose_strategy(num_examples, similarity, budget):
    if num_examples < 20:
        if similarity < 0.3:
            return "head on earlier features"
        return "head only"
    elif budget < 5:
        return "head only"
    elif num_examples >= 500:
        if budget >= 30:
            return "everything, low rate"
    return "top blocks"

# %%
answer_3_9 = "r4"
