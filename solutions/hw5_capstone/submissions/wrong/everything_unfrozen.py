# All of the base is trained: more than the budget allows.
# fails: 5.5.4 5.5.6
# says: Only so much can be sent to the door
# mistake: parameter budget
# whole
# %%
def train_spotter(strategy, pictures, cats):
    model = build_spotter()
    model.layers[2].trainable = True
    if strategy != "everything":
        model.layers[2].get_layer("Conv1").trainable = False
    compile_spotter(model, 1e-4)
    model.fit(pictures, cats, epochs=2, class_weight={0: 1, 1: 4}, verbose=0)
    return model


runs = [
    lab.record_run(train_spotter, name, (data.x_train, cats_train), (data.x_val, cats_val))
    for name in ("everything but the first layer", "everything")
]

# %%
choice = "everything"
