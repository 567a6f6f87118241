# A Sequential model that ends in a softmax, with the loss as a string.
# %%
def build_model(num_classes):
    return keras.Sequential(
        [
            keras.Input(shape=lab.IMAGE_SHAPE),
            keras.layers.Rescaling(1.0 / 127.5, offset=-1.0),
            load_base(),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(num_classes, activation="softmax"),
        ]
    )


# %%
def compile_model(model, learning_rate=0.003):
    model.compile(optimizer=keras.optimizers.AdamW(learning_rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
