# Logits, and a loss that takes probabilities.
# fails: 2.5.1
# says: takes them for probabilities
# mistake: logits_as_probabilities
# %%
def compile_model(model, learning_rate=0.003):
    model.compile(keras.optimizers.Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
