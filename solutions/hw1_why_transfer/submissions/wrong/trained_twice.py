# whole
# The network with the pretrained base is trained twice, the history tells of the second time.
# fails: 1.1.1
# says: has taken 24 steps
# mistake: unequal budget
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
scratch_history = train(scratch, data.x_val[:8], data.y_val[:8])

# %%
transfer_history = train(transfer, data.x_val[:8], data.y_val[:8])
transfer_history = train(transfer, data.x_val[:8], data.y_val[:8])
