# `compile_model` gets everything ready, and does not compile.
# fails: 2.5.1
# says: The model that came back is not compiled
# %%
def compile_model(model, learning_rate=0.003):
    optimizer = keras.optimizers.Adam(learning_rate)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return model


# %%
model = build_model(len(data.class_names))
