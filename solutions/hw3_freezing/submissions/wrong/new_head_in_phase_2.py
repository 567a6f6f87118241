# Phase 2 puts a second, untrained head on the base and trains it along with the top blocks; violates "Go on with the same `base` and `model`" (3.5).
# fails: 3.5.1
# says: nothing in common with the one in `weights_1`
# whole
# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.5'):.0%}.")
if lab.answered(model, weights_1):
    model.set_weights(weights_1)  # start where phase 1 ended, also when you run this cell again

fine_rate = head_rate / 10
model = prepare(add_head(base, num_classes), base, "block_13_expand", fine_rate)
history_2 = model.fit(
    data.x_train,
    data.y_train,
    validation_data=(data.x_val, data.y_val),
    epochs=10,
    batch_size=16,
    verbose=2,
)
