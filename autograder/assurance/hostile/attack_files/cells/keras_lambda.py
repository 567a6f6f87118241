# tries: a model whose description holds the byte code of a Lambda layer
# must not: its code does not run in the grader
# would: code
# undefended: naive
# earns: 2
# stopped by: list of allowed parts

# %%
import autograder.engine.student as engine
original = engine.export_model
def crafted(model):
    data = original(model)
    data["architecture"]["config"]["layers"].append(evil())
    return data
engine.export_model = crafted

def evil():
    function = eval(f"lambda x: [open({K.CANARY!r}, 'w').close(), x][1]")
    return keras.saving.serialize_keras_object(keras.layers.Lambda(function, name="innocent"))
