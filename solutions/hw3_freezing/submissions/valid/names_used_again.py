# Uses names of earlier tasks again: `weights_1` once more after phase 2, `base` and `model` for another network that is
# trained a little, `trainable_count` for its size. The curves of both phases are put together in place.
# whole
# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.5'):.0%}.")
fine_rate = head_rate / 10
model.set_weights(weights_1)
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(
    data.x_train,
    data.y_train,
    validation_data=(data.x_val, data.y_val),
    epochs=10,
    batch_size=16,
    verbose=2,
)
weights_1 = model.get_weights()

# %%
def choose_strategy(num_examples, similarity, budget):
    if num_examples < 20 and similarity < 0.3:
        return "head on earlier features"
    if budget < 5 or num_examples < 20:
        return "head only"
    if num_examples >= 500 and budget >= 30:
        return "everything, low rate"
    return "top blocks"


accuracy = history_1.history["val_accuracy"]
accuracy += history_2.history["val_accuracy"]
model.fit(data.x_val, data.y_val, verbose=0)
base = load_base()
model = prepare(add_head(base, num_classes), base, None, 0.1)
model.fit(data.x_train, data.y_train, verbose=0)
trainable_count = model.count_params()
