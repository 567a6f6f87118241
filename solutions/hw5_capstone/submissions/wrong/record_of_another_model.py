# The record was written down before train_spotter was changed.
# fails: 5.5.3
# says: recorded are 1,281
# mistake: record of another model
# whole
# %%
def train_spotter(strategy, pictures, cats):
    model = build_spotter()
    model.fit(pictures, cats, epochs=15, class_weight={0: 1, 1: 4}, verbose=0)
    model.layers[2].get_layer("Conv_1").trainable = True
    compile_spotter(model, 1e-4).fit(pictures, cats, epochs=3, class_weight={0: 1, 1: 4}, verbose=0)
    return model


runs = [
    {"strategy": "head only", "trainable_parameters": 205000, "seconds": 9.0, "balanced_accuracy": 0.7},
    {"strategy": "head, then last block", "trainable_parameters": 1281, "seconds": 9.0, "balanced_accuracy": 0.9},
]
