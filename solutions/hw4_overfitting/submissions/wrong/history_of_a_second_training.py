# Two calls, one for each variable: the history is that of a second model, trained in the same way.
# whole
# fails: 4.8.2
# says: was trained by another call of `fit`
# mistake: history of another network
# %%
def build_repaired_model():
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.RandomFlip("horizontal")(inputs)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(x)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.5)(x)
    outputs = keras.layers.Dense(len(few.class_names), kernel_regularizer=keras.regularizers.L2(0.1))(x)
    model = keras.Model(inputs, outputs)
    model.compile(
        keras.optimizers.Adam(0.003), keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"]
    )
    return model


# %%
pictures = few.x_train, few.y_train, few.x_val, few.y_val
repaired = fit_until_best(build_repaired_model(), *pictures, max_epochs=20, patience=5)[0]
repaired_history = fit_until_best(build_repaired_model(), *pictures, max_epochs=20, patience=5)[1]
