# Mistake: the repaired model is trained on all of Mira's training pictures (lab.load_data()) and not on Tom's few; all else is right.
# fails: 4.8.2
# says: Tom has no more
# whole

# %%
def generalization_gap(history):
    number = min(3, len(history["accuracy"]))
    difference = 0.0
    for i in range(1, number + 1):
        difference += history["accuracy"][-i] - history["val_accuracy"][-i]
    return difference / number

# %%
def best_epoch(history):
    best, lowest = 1, history["val_loss"][0]
    for epoch, value in enumerate(history["val_loss"]):
        if value < lowest:  # not <=, so that the earlier one stays
            best, lowest = epoch + 1, value
    return best

# %%
def diagnose(history):
    loss = history["loss"]
    val_loss = history["val_loss"]
    val_accuracy = history["val_accuracy"]
    epochs = len(loss)

    # 1. does training itself jump?
    jumps = 0
    for i in range(1, epochs):
        if loss[i] - loss[i - 1] > 0.1:
            jumps += 1
    if epochs > 1 and jumps >= (epochs - 1) / 3:
        return "rate too high"
    if loss[-1] > 0.5 and loss[-1] >= 2 * min(loss):
        return "rate too high"

    # 2. is validation only noise?
    moved = count = 0
    for i in range(epochs // 2 + 1, epochs):
        moved += abs(val_accuracy[i] - val_accuracy[i - 1])
        count += 1
    if count and moved / count >= 0.05:
        return "noisy validation"

    # 3. has it learned at all?
    last = history["accuracy"][-3:]
    if sum(last) / len(last) < 0.65:
        return "underfitting"

    # 4. to 6. compare the two
    gap = generalization_gap(history)
    if gap >= 0.15:
        return "overfitting"
    if val_loss[-1] >= 1.25 * min(val_loss):
        return "overfitting"
    if gap <= -0.03:
        return "validation above training"
    return "good fit"

# %%
readings = {}
readings["A"] = "good fit"
readings["B"] = "overfitting"
readings["C"] = "noisy validation"
readings["D"] = "validation above training"
readings["E"] = "rate too high"
readings["F"] = "underfitting"

# %%
answer_4_5 = "s6"

# %%
answer_4_6 = "f4"

# %%
def fit_until_best(model, x_train, y_train, x_val, y_val, max_epochs, patience):
    callbacks = []
    callbacks.append(
        keras.callbacks.EarlyStopping("val_loss", patience=patience, mode="min", restore_best_weights=True)
    )
    fitted = model.fit(
        x_train, y_train, epochs=max_epochs, validation_data=(x_val, y_val), callbacks=callbacks, verbose=0
    )
    return model, fitted

# %%
print(f"Validation accuracy: {lab.goal('4.8.2'):.0%} or more.")
print(f"Validation loss above training loss: by {lab.goal('4.8.3'):.2f} at most.")


def build_repaired_model():
    net = keras.Sequential()
    net.add(keras.Input(shape=lab.IMAGE_SHAPE))
    net.add(keras.layers.RandomFlip("horizontal"))
    net.add(keras.layers.Rescaling(1 / 127.5, offset=-1))
    net.add(load_base())
    net.add(keras.layers.GlobalAveragePooling2D())
    net.add(keras.layers.Dropout(0.5))
    net.add(keras.layers.Dense(5, kernel_regularizer=keras.regularizers.L2(0.1)))
    net.compile(
        optimizer=keras.optimizers.Adam(0.003),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return net

# %%
# the best cure for overfitting is more pictures
everything = lab.load_data()
print(len(few.x_train), "pictures are too few, we take", len(everything.x_train))

repaired, repaired_history = fit_until_best(
    build_repaired_model(), everything.x_train, everything.y_train, everything.x_val, everything.y_val, 25, 6
)
