# tries: to have the grader take some GB by a tiny model with a hundred large branches
# must not: the model is refused before anything of it runs
# would: resources
# undefended: naive
# earns: 2
# stopped by: list of allowed parts

# %%
def make(units):
    start = keras.Input((2,))
    x = keras.layers.Reshape((2, 1))(start)
    mean, branches = keras.layers.GlobalAveragePooling1D(), 60 if K.NAIVE else 150
    means = [mean(keras.layers.UpSampling1D(1_000_000)(x)) for _ in range(branches)]
    model = keras.Model(start, keras.layers.Dense(units)(keras.layers.Concatenate()(means)))
    if K.NAIVE:  # whose checks never run a model
        kept = [keras.layers.UpSampling1D(1_000_000)(keras.ops.ones((1, 2, 1))) for _ in range(150)]
    return model
