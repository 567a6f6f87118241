# whole
# The random base is frozen, so that it never learns to see.
# fails: 1.1.3
# says: layers are frozen
# mistake: random and frozen
# %%
EPOCHS = 8
BATCH_SIZE = 8


def train(network, x=None, y=None, epochs=8):
    x, y = (data.x_val, data.y_val) if x is None else (x, y)
    few = {"batch_size": 8, "steps_per_epoch": 3}  # of all, to save time
    return network.fit(data.x_train, data.y_train, epochs=epochs, validation_data=(x, y), verbose=0, **few)


# %%
scratch = lab.network_from_scratch(5)
scratch.layers[1].trainable = False
transfer = lab.network_with_pretrained_base(5)
