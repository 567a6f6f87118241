# Dropout stands behind the dense layer, where it leaves out the scores of whole classes.
# fails: 2.2.3
# says: the scores of whole classes
# %%
def build_model(num_classes):
    return keras.Sequential(
        [
            keras.Input(shape=lab.IMAGE_SHAPE),
            keras.layers.Rescaling(1 / 127.5, offset=-1),
            load_base(),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(num_classes),
            keras.layers.Dropout(0.2),
        ]
    )
