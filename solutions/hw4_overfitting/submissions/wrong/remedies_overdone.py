# So much weight decay, and so short a training, that little is learned at all.
# whole
# fails: 4.8.2
# says: remedies can be overdone
# mistake: underfitting
# %%
def build_repaired_model():
    inputs = keras.Input(shape=lab.IMAGE_SHAPE)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(inputs)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.8)(x)
    outputs = keras.layers.Dense(5, kernel_regularizer=keras.regularizers.L2(3.0))(x)
    model = keras.Model(inputs, outputs)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.0003), loss, metrics=["accuracy"])
    return model


# %%
repaired = build_repaired_model()
repaired_history = repaired.fit(few.x_train, few.y_train, epochs=2, validation_data=(few.x_val, few.y_val), verbose=0)
