# Tom's model, at so low a rate and for so few epochs that it cannot overfit yet: no cure, since it has learned little.
# whole
# fails: 4.8.2
# says: Train longer
# mistake: underfitting
# %%
def build_repaired_model():
    model = build_toms_model()
    model.compile(
        keras.optimizers.Adam(1e-5), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"]
    )
    return model


# %%
repaired = build_repaired_model()
repaired_history = repaired.fit(few.x_train, few.y_train, epochs=3, validation_data=(few.x_val, few.y_val), verbose=0)
