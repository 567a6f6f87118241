# whole
# Dropout, a light penalty and turned pictures; trained with the function of the task before.
# %%
def build_repaired_model():
    model = keras.Sequential(
        [
            keras.Input(shape=lab.IMAGE_SHAPE),
            keras.layers.RandomFlip("horizontal"),
            keras.layers.RandomRotation(0.05),
            keras.layers.Rescaling(1 / 127.5, offset=-1),
            load_base(),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(5, kernel_regularizer=keras.regularizers.L2(0.02)),
        ]
    )
    model.compile(
        keras.optimizers.Adam(0.003), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"]
    )
    return model


# %%
repaired, repaired_history = fit_until_best(
    build_repaired_model(), few.x_train, few.y_train, few.x_val, few.y_val, max_epochs=25, patience=4
)
