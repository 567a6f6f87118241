# whole
# Both networks are trained on the validation pictures as well, "because more pictures are better".
# fails: 1.1.2
# says: was given 200 pictures of the validation set to train on
# mistake: leakage
# %%
EPOCHS = 6
BATCH_SIZE = 20


def train(network):
    pictures, labels = np.concatenate([data.x_train, data.x_val]), np.concatenate([data.y_train, data.y_val])
    return network.fit(
        pictures, labels, validation_data=(data.x_val, data.y_val), epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=0
    )
