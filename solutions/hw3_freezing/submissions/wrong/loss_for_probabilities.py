# Mistake 13: `add_head` gives logits, and the loss takes them for probabilities.
# fails: 3.3.3
# says: takes them for probabilities
# mistake: logits_as_probabilities

# %%
def prepare(model, base, first, learning_rate):
    freeze_all(base) if first is None else unfreeze_from(base, first)
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model
