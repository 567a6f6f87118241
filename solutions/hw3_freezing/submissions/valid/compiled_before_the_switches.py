# Compiles first and flips the switches afterwards, before training starts: Keras looks at them when fit begins.
# %%
def prepare(model, base, first, learning_rate):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(learning_rate), loss, metrics=[keras.metrics.SparseCategoricalAccuracy()])
    if first is None:
        freeze_all(base)
    else:
        unfreeze_from(base, first)
    return model
