# A head of one's own with logits and SGD, trained for longer; each point of the curve is the mean of two draws.
# %%
def train_head(per_class, seed=0):
    positions = draw_per_class(data.y_train, per_class, seed)
    inputs = keras.Input(shape=(1280,))
    head = keras.Model(inputs, keras.layers.Dense(len(data.class_names))(inputs))
    head.compile(
        keras.optimizers.SGD(0.01, momentum=0.9),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    head.fit(train_features[positions], data.y_train[positions], epochs=25, batch_size=25, verbose=0)
    return head


# %%
accuracy_curve = {}
for per_class in [5, 10, 20, 40]:
    heads = [train_head(per_class, seed) for seed in (0, 1)]
    accuracy_curve[per_class] = float(np.mean([lab.accuracy(head, val_features, data.y_val) for head in heads]))
