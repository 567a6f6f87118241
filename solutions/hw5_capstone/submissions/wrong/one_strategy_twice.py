# The same is done whatever the strategy is called.
# fails: 5.4.1
# says: Different numbers of trainable parameters: 1
# mistake: nothing to compare
# %%
def train_spotter(strategy, pictures, cats):
    model = build_spotter()
    model.fit(pictures, cats, epochs=20, class_weight={0: 1, 1: 4}, verbose=0)
    return model


runs = [
    lab.record_run(train_spotter, name, (data.x_train, cats_train), (data.x_val, cats_val))
    for name in ("careful", "bold")
]

# %%
choice = "bold"
