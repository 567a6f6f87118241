# whole
# A softmax head with the loss as a string, AdamW, and fresh callbacks for each phase; one lowers the rate on its own.
# %%
def load_base():
    return keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA, pooling="avg"
    )


def add_head(base, num_classes):
    model = keras.Sequential()
    model.add(keras.Input(shape=lab.IMAGE_SHAPE))
    model.add(keras.layers.Rescaling(1 / 127.5, offset=-1))
    model.add(base)
    model.add(keras.layers.Dense(num_classes, activation="softmax"))
    return model


# %%
def prepare(model, base, first, learning_rate):
    if first:
        unfreeze_from(base, first)
    else:
        freeze_all(base)
    model.compile(keras.optimizers.AdamW(learning_rate), loss="sparse_categorical_crossentropy", metrics=["acc"])
    return model


# %%
def watchers():
    return [
        keras.callbacks.EarlyStopping(monitor="val_loss", patience=6, restore_best_weights=False),
        keras.callbacks.ReduceLROnPlateau(monitor="val_loss", patience=3),
    ]


head_rate = 0.01
base = load_base()
model = prepare(add_head(base, num_classes), base, None, head_rate)
history_1 = model.fit(
    data.x_train, data.y_train, epochs=14, validation_data=(data.x_val, data.y_val), verbose=0, callbacks=watchers()
)
weights_1 = model.get_weights()

# %%
fine_rate = 0.0008
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(
    data.x_train,
    data.y_train,
    epochs=12,
    batch_size=16,
    validation_data=(data.x_val, data.y_val),
    verbose=0,
    callbacks=watchers(),
).history
