# Nothing is repaired.
# whole
# fails: 4.8.2
# says: A model that is sure of wrong answers
# mistake: overfitting
# %%
def build_repaired_model():
    return build_toms_model()


# %%
repaired = build_repaired_model()
repaired_history = repaired.fit(
    few.x_train, few.y_train, epochs=25, validation_data=(few.x_val, few.y_val), verbose=0
)
