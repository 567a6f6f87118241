# tries: to hide enormous pictures between the layers of a Pipeline
# must not: the model is refused before anything of it runs
# would: resources
# undefended: naive
# earns: 2
# stopped by: list of allowed parts

# %%
def make(units):
    parts = [keras.layers.UpSampling2D(30), keras.layers.UpSampling2D(30), keras.layers.UpSampling2D(10)]
    parts.append(keras.layers.AveragePooling2D(9_000))
    pictures = [keras.layers.Reshape((1, 2, 1)), keras.layers.Pipeline(parts), keras.layers.Flatten()]
    model = keras.Sequential([keras.Input((2,)), *pictures, keras.layers.Dense(units)])
    if K.NAIVE:  # whose checks never run a model
        model(keras.ops.ones((1, 2)))
    return model
