# whole
# Task 1.1: the network from scratch learns from every fifth picture only, in batches that are smaller in proportion, so that
# epochs and steps are equal. Violates "the same pictures".
# fails: 1.1.1
# says: for `scratch`. So it could not be confirmed
# mistake: few pictures
# %%
EPOCHS = 8
BATCH_SIZE = 8


def train(network, step=1):
    return network.fit(
        data.x_train[::step],
        data.y_train[::step],
        validation_data=(data.x_val, data.y_val),
        epochs=EPOCHS,
        batch_size=5 * BATCH_SIZE // step,
        callbacks=[lab.stopwatch()],
        verbose=2,
    )


# %%
scratch_history = train(scratch, step=5)
