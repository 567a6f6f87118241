# prepare divides the rate by ten by itself.
# fails: 3.3.3
# says: in phase 2 it starts at 0.00015
# mistake: learning rate ignored

# %%
def prepare(model, base, first, learning_rate):
    """Decide what may learn, then compile."""
    if first is None:
        freeze_all(base)
    else:
        unfreeze_from(base, first)
        learning_rate = learning_rate / 10  # pretrained weights need small corrections only
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
