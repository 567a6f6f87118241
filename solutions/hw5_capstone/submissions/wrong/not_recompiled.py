# The last block is unfrozen, but the model is not compiled again.
# fails: 5.5.3
# says: has no effect until it is called again
# mistake: not compiled again
# whole
# %%
def train_spotter(strategy, pictures, cats):
    model = build_spotter()
    model.fit(pictures, cats, epochs=15, class_weight={0: 1, 1: 4}, verbose=0)
    if strategy == "last block":
        model.layers[2].get_layer("Conv_1").trainable = True
        model.fit(pictures, cats, epochs=5, class_weight={0: 1, 1: 4}, verbose=0)
    return model


runs = [
    lab.record_run(train_spotter, name, (data.x_train, cats_train), (data.x_val, cats_val))
    for name in ("head only", "last block")
]

# %%
choice = "last block"
