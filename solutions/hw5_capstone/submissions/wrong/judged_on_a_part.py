# Every run is judged on the first half of the validation pictures.
# whole
# fails: 5.4.1
# says: such as a part of them
# mistake: validated on a part
# %%
def train_spotter(strategy, pictures, cats):
    """Build and train a model in the way that a strategy says.

    Args:
        strategy: the name of one of your strategies.
        pictures: training pictures, (n, height, width, 3), pixels from 0 to 255.
        cats: array, (n,): 1 where the picture shows a cat, else 0.

    Returns:
        keras.Model: new, and trained on these pictures.
    """
    each_cat_counts_four_times = {0: 1.0, 1: 4.0}
    model = build_spotter()
    model.fit(pictures, cats, epochs=15, class_weight=each_cat_counts_four_times, verbose=0)
    if strategy == "head, then last block":
        unfreeze_from(model, "block_16_expand")
        compile_spotter(model, 0.0005)
        model.fit(pictures, cats, epochs=6, class_weight=each_cat_counts_four_times, verbose=0)
    return model


def unfreeze_from(model, layer_name):
    """Let the base be trained from a layer on, except for BatchNormalization."""
    base = next(layer for layer in model.layers if isinstance(layer, keras.Model))
    base.trainable = True
    names = [layer.name for layer in base.layers]
    for place, layer in enumerate(base.layers):
        above = place >= names.index(layer_name)
        layer.trainable = above and not isinstance(layer, keras.layers.BatchNormalization)


runs = [
    lab.record_run(train_spotter, strategy, (data.x_train, cats_train), (data.x_val[:100], cats_val[:100]))
    for strategy in ("head only", "head, then last block")
]
