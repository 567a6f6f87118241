# Training takes far longer than the budget, here because it dawdles.
# fails: 5.5.5
# says: times the budget
# mistake: time budget
# whole
# %%
import time

_slow = False


def train_spotter(strategy, pictures, cats):
    model = build_spotter()
    if strategy != "head only":
        model.layers[2].get_layer("Conv_1").trainable = True
        compile_spotter(model, 1e-3)
    model.fit(pictures, cats, epochs=1, class_weight={0: 1, 1: 4}, verbose=0)
    if _slow:
        time.sleep(3 * lab.seconds_allowed())
    return model


runs = [
    lab.record_run(train_spotter, name, (data.x_train, cats_train), (data.x_val, cats_val))
    for name in ("head only", "slow")
]

# %%
choice = "slow"
_slow = True
