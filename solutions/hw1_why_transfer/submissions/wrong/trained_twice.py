# whole
# The network with the pretrained base is trained twice, the history tells of the second time.
# fails: 1.1.1
# says: has taken 24 steps
# mistake: unequal budget
# %%
EPOCHS = 8
BATCH_SIZE = 8


def train(network, x=None, y=None, epochs=8):
    x, y = (data.x_val, data.y_val) if x is None else (x, y)
    few = {"batch_size": 8, "steps_per_epoch": 3}  # of all, to save time
    return network.fit(data.x_train, data.y_train, epochs=epochs, validation_data=(x, y), verbose=0, **few)


# %%
scratch_history = train(scratch, data.x_val[:8], data.y_val[:8])

# %%
transfer_history = train(transfer, data.x_val[:8], data.y_val[:8])
transfer_history = train(transfer, data.x_val[:8], data.y_val[:8])
