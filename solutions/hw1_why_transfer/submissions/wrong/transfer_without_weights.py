# whole
# The network with the pretrained base has none.
# fails: 1.1.4
# says: nothing in common with the pretrained ones
# mistake: weights=None
# %%
EPOCHS = 8
BATCH_SIZE = 8


def train(network, x=None, y=None, epochs=8):
    x, y = (data.x_val, data.y_val) if x is None else (x, y)
    few = {"batch_size": 8, "steps_per_epoch": 3}  # of all, to save time
    return network.fit(data.x_train, data.y_train, epochs=epochs, validation_data=(x, y), verbose=0, **few)


# %%
scratch = lab.network_from_scratch(5)
transfer = lab.network_from_scratch(5)
