# The models of the runs learn from the training pictures with the labels of the validation pictures.
# fails: 5.5.3
# says: recorded with other pictures
# mistake: record of another model
# whole
# %%
def train_spotter(strategy, pictures, cats):
    model = build_spotter()
    model.fit(pictures, cats, epochs=15, class_weight={0: 1, 1: 4}, verbose=0)
    if strategy == "last block":
        model.layers[2].get_layer("Conv_1").trainable = True
        compile_spotter(model, 0.0005)
        model.fit(pictures, cats, epochs=5, class_weight={0: 1, 1: 4}, verbose=0)
    return model


runs = [
    lab.record_run(train_spotter, name, (data.x_train, cats_val), (data.x_val, cats_val))
    for name in ("head only", "last block")
]

# %%
choice = "last block"
