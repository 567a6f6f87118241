# Augmentation in a Sequential of its own, a BatchNormalization in the head, and weight decay.
# %%
augmentation = keras.Sequential(
    [keras.layers.RandomFlip("horizontal"), keras.layers.RandomZoom(0.1), keras.layers.RandomContrast(0.1)], name="augmentation"
)


def build_model(num_classes):
    inputs = keras.Input(lab.IMAGE_SHAPE)
    x = augmentation(inputs)
    x = keras.layers.Rescaling(1 / 127.5, offset=-1)(x)
    x = load_base()(x, training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dense(128, activation="relu", kernel_regularizer=keras.regularizers.L2(1e-4))(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.Dropout(0.4)(x)
    return keras.Model(inputs, keras.layers.Dense(num_classes)(x))
