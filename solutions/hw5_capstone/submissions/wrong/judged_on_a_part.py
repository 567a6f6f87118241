# Every run is judged on the first half of the validation pictures.
# whole
# fails: 5.4.1
# says: such as a part of them
# mistake: validated on a part
# %%
runs = [
    lab.record_run(train_spotter, strategy, (data.x_train, cats_train), (data.x_val[:100], cats_val[:100]))
    for strategy in ("head only", "head, then last block")
]
