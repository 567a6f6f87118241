# Pooled in the constructor, a Sequential model that ends in a softmax, no early stopping, weight decay by AdamW.
# whole
# %%
def build_repaired_model():
    base = keras.applications.MobileNetV2(
        input_shape=lab.IMAGE_SHAPE, include_top=False, weights=lab.WEIGHTS, alpha=lab.ALPHA, pooling="avg"
    )
    base.trainable = False
    model = keras.Sequential(
        [
            keras.Input(shape=lab.IMAGE_SHAPE),
            keras.layers.Rescaling(1 / 127.5, offset=-1),
            base,
            keras.layers.Dropout(0.5),
            keras.layers.Dense(5, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.AdamW(0.003, weight_decay=0.1), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


# %%
repaired = build_repaired_model()
repaired_history = repaired.fit(
    few.x_train, few.y_train, epochs=15, validation_data=(few.x_val, few.y_val), verbose=2
)
