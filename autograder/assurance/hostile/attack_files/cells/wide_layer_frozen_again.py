# tries: a model whose wide layers were changed as by training, and then frozen and compiled again, as if it were small
# must not: what may have been trained counts
# would: points
# undefended: naive
# earns: 2
# stopped by: grader

# %%
def make(units):
    layers = [keras.layers.Dense(1024), keras.layers.Dense(1), keras.layers.Dense(units)]
    model = keras.Sequential([keras.Input((2,)), *layers])
    model.compile("sgd", "mse")
    model.set_weights([weight + 0.1 for weight in model.get_weights()])
    for layer in layers[:2]:
        layer.trainable = False
    model.compile("sgd", "mse")
    return model
