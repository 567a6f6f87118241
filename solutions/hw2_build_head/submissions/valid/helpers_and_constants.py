# Small functions and constants of one's own, type hints, and the formula in another form.
# %%
WHITE = 255.0


def scaled(pixels):
    return keras.layers.Rescaling(scale=2.0 / WHITE, offset=-1.0, name="minus_one_to_one")(pixels)


def head_on(features, num_classes: int):
    pooled = keras.layers.GlobalAveragePooling2D(name="pooled")(features)
    dropped = keras.layers.Dropout(0.25, name="dropped")(pooled)
    return keras.layers.Dense(num_classes, name="scores")(dropped)


def build_model(num_classes: int) -> keras.Model:
    base, pixels = load_base(), keras.Input(lab.IMAGE_SHAPE, name="pixels")
    return keras.Model(pixels, head_on(base(scaled(pixels), training=False), num_classes), name=f"sorter_of_{num_classes}")


# %%
head_parameter_count = lambda num_features, num_classes: (num_features + 1) * num_classes

# %%
predicted_shape = tuple([1, 5])
output_shape = lambda batch_size, num_classes: (batch_size, num_classes)
