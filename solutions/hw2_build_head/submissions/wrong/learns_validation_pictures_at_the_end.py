# whole
# Task 2.6: has read that a model should see all data before it is used, and after the proper training lets the model
# learn from the validation pictures, too. They are no longer pictures that it has never seen.
# fails: 2.6.1
# says: 200 pictures of the validation set to train on
# mistake: leakage
# %%
print(f"The goal is a validation accuracy of at least {lab.goal('2.6'):.0%}.")

model = compile_model(build_model(len(data.class_names)))
history = model.fit(
    data.x_train,
    data.y_train,
    validation_data=(data.x_val, data.y_val),
    epochs=10,
    batch_size=16,
    verbose=2,
)

# The history is written, so nothing has to be kept back any more: now use every picture that we have.
model.fit(data.x_val, data.y_val, epochs=4, batch_size=16, verbose=2)
