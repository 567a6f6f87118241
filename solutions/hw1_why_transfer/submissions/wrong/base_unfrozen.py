# whole
# The pretrained base is unfrozen, and training changes it.
# fails: 1.1.4
# says: layers of it can be trained
# mistake: not frozen
# %%
EPOCHS = 8
BATCH_SIZE = 8


def train(network, x=None, y=None, epochs=8):
    few = slice(None, None, 5)
    x, y = (data.x_val, data.y_val) if x is None else (x, y)
    return network.fit(
        data.x_train[few], data.y_train[few], batch_size=16, epochs=epochs, validation_data=(x, y), verbose=0
    )


# %%
scratch = lab.network_from_scratch(5)
transfer = lab.network_with_pretrained_base(5)
transfer.layers[1].trainable = True
transfer.compile(keras.optimizers.Adam(0.0001), "sparse_categorical_crossentropy", metrics=["accuracy"])
