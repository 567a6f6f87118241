# A loss for one-hot labels, though the labels are whole numbers.
# fails: 2.5.1
# says: Sparse
# mistake: labels
# %%
def compile_model(model, learning_rate=0.003):
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(learning_rate), loss, metrics=["accuracy"])
    return model
