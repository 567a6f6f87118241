# The learning rate is not handed on.
# fails: 2.5.2
# says: it starts at 0.001
# mistake: learning rate ignored
# %%
def compile_model(model, learning_rate=0.003):
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    return model
