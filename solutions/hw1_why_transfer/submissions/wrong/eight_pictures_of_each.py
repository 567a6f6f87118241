# whole
# Task 1.1: to save time, the networks learn from eight pictures of each class. Violates "all the training pictures".
# fails: 1.1.1
# says: `fit` was given 40 different pictures
# mistake: few pictures
# %%
EPOCHS = 8
BATCH_SIZE = 8

few = np.concatenate([np.flatnonzero(data.y_train == label)[:8] for label in range(5)])


def train(network):
    return network.fit(
        data.x_train[few],
        data.y_train[few],
        validation_data=(data.x_val, data.y_val),
        epochs=EPOCHS,
        batch_size=BATCH_SIZE,
        callbacks=[lab.stopwatch()],
        verbose=2,
    )
