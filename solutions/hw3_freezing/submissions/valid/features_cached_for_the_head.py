# Phase 1 trains the head alone on features that are computed once, and puts it into the model; phase 2 gets its pictures
# from a generator. Features of any depth come from a model inside another one, pooled by an operation.
# whole
# %%
head_rate = 0.01
base = load_base()
model = prepare(add_head(base, num_classes), base, None, head_rate)
body = keras.Model(model.input, model.layers[-3].output)
cached, cached_val = body.predict(data.x_train, verbose=0), body.predict(data.x_val, verbose=0)
top = keras.Sequential([keras.Input(cached.shape[1:]), keras.layers.Dropout(0.2), keras.layers.Dense(num_classes)])
top.compile(
    keras.optimizers.Adam(head_rate),
    keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
history_1 = top.fit(cached, data.y_train, validation_data=(cached_val, data.y_val), epochs=12, verbose=0)
model.layers[-1].set_weights(top.layers[-1].get_weights())
weights_1 = model.get_weights()

# %%
import numpy as np

if lab.answered(model, weights_1):
    model.set_weights(weights_1)


def shuffled_batches(size, seed=3):
    """Training pictures for ever, in a new order in each round."""
    random = np.random.default_rng(seed)
    while True:
        order = random.permutation(len(data.y_train))
        for start in range(0, len(order), size):
            chosen = order[start : start + size]
            yield data.x_train[chosen], data.y_train[chosen]


fine_rate = head_rate / 10
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(
    shuffled_batches(20), steps_per_epoch=10, epochs=10, validation_data=(data.x_val, data.y_val), verbose=0
)


# %%
def features_at(base, layer_name):
    """Cut the base off after a layer, and pool what comes out of it."""
    freeze_all(base)
    named = next(layer for layer in base.layers if layer.name == layer_name)
    trunk = keras.Model(base.inputs, named.output, name="trunk")
    pictures = keras.Input(lab.IMAGE_SHAPE)
    return keras.Model(pictures, keras.ops.mean(trunk(pictures), axis=[1, 2]))


# %%
depth_accuracy = {name: lab.probe(features_at(load_base(), name), data) for name in reversed(DEPTHS)}
