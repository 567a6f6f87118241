# The last block is unfrozen and the model compiled again, and no training follows.
# fails: 5.5.3
# says: all of them equal the pretrained ones
# mistake: not trained after unfreezing
# whole
# %%
def train_spotter(strategy, pictures, cats):
    model = build_spotter()
    model.fit(pictures, cats, epochs=15, class_weight={0: 1, 1: 4}, verbose=0)
    if strategy == "last block":
        model.layers[2].get_layer("Conv_1").trainable = True
        compile_spotter(model, 0.0005)
    return model


runs = [
    lab.record_run(train_spotter, name, (data.x_train, cats_train), (data.x_val, cats_val))
    for name in ("head only", "last block")
]

# %%
choice = "last block"
