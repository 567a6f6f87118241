# The frozen base is run once, heads are trained on its features, and the model is put together afterwards.
# whole
# %%
def train_spotter(strategy, pictures, cats):
    model = build_spotter()
    body = keras.Model(model.input, model.layers[-3].output)
    features = body.predict(pictures, verbose=0)
    layers = [keras.Input(features.shape[1:]), keras.layers.Dropout(0.2), keras.layers.Dense(1)]
    if strategy == "hidden layer":
        layers[2:2] = [keras.layers.Dense(32, activation="relu"), keras.layers.Dropout(0.2)]
    head = compile_spotter(keras.Sequential(layers), 0.003)
    head.fit(features, cats, epochs=25, class_weight={0: 1.0, 1: 4.0}, verbose=0)
    return keras.Model(model.input, head(body.output))


runs = [
    lab.record_run(train_spotter, name, (data.x_train, cats_train), (data.x_val, cats_val))
    for name in ("one layer", "hidden layer")
]

# %%
choice = "one layer"
