# whole
# The validation pictures are the training pictures.
# fails: 1.1.2
# says: and the history ends at
# mistake: history of another network
# %%
EPOCHS = 8
BATCH_SIZE = 8


def train(network, x=None, y=None, epochs=8):
    x, y = (data.x_val, data.y_val) if x is None else (x, y)
    return network.fit(
        data.x_train, data.y_train, batch_size=25, epochs=epochs, validation_data=(x, y), verbose=0
    )


# %%
scratch_history = train(scratch, data.x_train[::5], data.y_train[::5])

# %%
transfer_history = train(transfer, data.x_train[::5], data.y_train[::5])
