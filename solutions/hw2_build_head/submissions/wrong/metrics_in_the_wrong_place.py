# Metrics are handed over by position, where Keras expects the weights of the losses.
# fails: 2.5.2
# says: It reports no metric
# mistake: no accuracy
# %%
def compile_model(model, learning_rate=0.003):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(learning_rate), loss, ["accuracy"])
    return model
