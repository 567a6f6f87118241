# tries: a model whose wide layer was trained, and then frozen and compiled again, as if it were small
# must not: what may have been trained counts
# would: points
# undefended: naive
# earns: 2
# stopped by: grader

# %%
def make(units):
    import numpy as np
    layers = [keras.layers.Dense(1024), keras.layers.Dense(1), keras.layers.Dense(units)]
    model = keras.Sequential([keras.Input((2,)), *layers])
    model.compile("sgd", "mse", run_eagerly=True)
    model.train_on_batch(np.ones((2, 2)), np.ones((2, units)))
    for layer in layers[:2]:
        layer.trainable = False
    model.compile("sgd", "mse")
    return model
