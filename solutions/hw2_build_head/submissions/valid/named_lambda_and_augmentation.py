# Lambda with the named function, augmentation inside the model, average pooling and Flatten over the full map.
# %%
from keras import layers
from keras.applications.mobilenet_v2 import preprocess_input


def build_model(num_classes):
    inputs = keras.Input(lab.IMAGE_SHAPE)
    x = layers.RandomFlip("horizontal")(inputs)
    x = layers.RandomRotation(0.05)(x)
    x = layers.Lambda(preprocess_input)(x)
    x = load_base()(x, training=False)
    x = layers.AveragePooling2D(3)(x)
    x = layers.Flatten()(x)
    x = layers.BatchNormalization()(x)
    return keras.Model(inputs, layers.Dense(num_classes, kernel_regularizer="l2")(x))
