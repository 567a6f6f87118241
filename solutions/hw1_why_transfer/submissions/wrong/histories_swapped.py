# whole
# The two histories have changed places.
# fails: 1.1.2
# says: was trained by another call of `fit`
# mistake: history of another network
# %%
EPOCHS = 8
BATCH_SIZE = 8


def train(network, x=None, y=None, epochs=8):
    x, y = (data.x_val, data.y_val) if x is None else (x, y)
    few = {"batch_size": 8, "steps_per_epoch": 3}  # of all, to save time
    return network.fit(data.x_train, data.y_train, epochs=epochs, validation_data=(x, y), verbose=0, **few)


# %%
transfer_history = train(scratch)

# %%
scratch_history = train(transfer)
