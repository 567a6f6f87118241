# Early stopping is the only remedy: the base still learns, and the head is as wide as Tom's.
# whole
# fails: 4.8.3
# says: sure of itself on new ones
# mistake: overfitting
# %%
def build_repaired_model():
    return build_toms_model()


# %%
repaired, repaired_history = fit_until_best(
    build_repaired_model(), few.x_train, few.y_train, few.x_val, few.y_val, max_epochs=25, patience=5
)
