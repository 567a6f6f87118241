# The learning rate is not handed on.
# fails: 3.3.3
# says: it starts at 0.001
# mistake: learning rate ignored
# %%
def prepare(model, base, first, learning_rate):
    freeze_all(base) if first is None else unfreeze_from(base, first)
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    return model
