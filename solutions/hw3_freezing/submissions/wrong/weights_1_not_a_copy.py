# Task 3.4: takes model.weights for a copy of the weights. It is a list of the model's own variables, so weights_1
# changes in phase 2, and putting it back does nothing.
# fails: 3.4.1
# says: makes a copy
# mistake: no copy
# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.4'):.0%}.")

head_rate = 0.01
base = load_base()
model = add_head(base, num_classes)
model = prepare(model, base, None, head_rate)
history_1 = model.fit(
    data.x_train,
    data.y_train,
    epochs=12,
    validation_data=(data.x_val, data.y_val),
    callbacks=[lab.progress()],
    verbose=0,
)
weights_1 = list(model.weights)  # all weights after phase 1
