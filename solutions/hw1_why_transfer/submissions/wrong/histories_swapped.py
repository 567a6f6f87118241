# whole
# The two histories have changed places.
# fails: 1.1.2
# says: and the history ends at
# mistake: history of another network
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
transfer_history = train(scratch)

# %%
scratch_history = train(transfer)
