# whole
# The network from scratch gets more epochs.
# fails: 1.1.1
# says: From scratch there were 12 epochs
# mistake: unequal budget
# %%
EPOCHS = 8
BATCH_SIZE = 8


def train(network, x=None, y=None, epochs=8):
    x, y = (data.x_val, data.y_val) if x is None else (x, y)
    few = {"batch_size": 8, "steps_per_epoch": 2}  # of all, to save time
    return network.fit(data.x_train, data.y_train, epochs=epochs, validation_data=(x, y), verbose=0, **few)


# %%
scratch_history = train(scratch, data.x_val[:8], data.y_val[:8], epochs=12)

# %%
transfer_history = train(transfer, data.x_val[:8], data.y_val[:8], epochs=8)
