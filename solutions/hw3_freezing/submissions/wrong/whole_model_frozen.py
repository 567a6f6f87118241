# Mistake 9: the whole model is frozen, head included.
# fails: 3.3.1
# says: Nothing in the head can be trained
# mistake: head frozen
# %%
def prepare(model, base, first, learning_rate):
    model.trainable = False
    if first is not None:
        model.trainable = True
        unfreeze_from(base, first)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(learning_rate), loss, metrics=["accuracy"])
    return model
