# tries: NaN and infinity as answer and as weights
# must not: results.json is proper JSON
# would: results
# undefended: naive
# earns: 2
# stopped by: grader

# %%
answer = float("nan")
# %%
def make(units):
    import numpy as np
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units)])
    model.set_weights([np.full(weight.shape, np.inf) * 0 for weight in model.get_weights()])
    return model
