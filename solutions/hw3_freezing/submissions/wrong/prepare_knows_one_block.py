# `prepare` opens the same block whatever `first` says.
# fails: 3.3.2
# says: block_7_expand
# mistake: unfreezes too little
# %%
def prepare(model, base, first, learning_rate):
    base = freeze_all(base) if first is None else unfreeze_from(base, "block_13_expand")
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model
