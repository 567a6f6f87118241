# Task 3.5: thinks that the base, frozen in phase 1, has to be loaded again to be unfrozen. The new base is not part of
# the model, so prepare opens layers that the model does not have, and in phase 2 only the head learns.
# fails: 3.5.3
# says: with the base that is inside the model
# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.5'):.0%}.")
if lab.answered(model, weights_1):
    model.set_weights(weights_1)  # start where phase 1 ended, also when you run this cell again

fine_rate = 0.0005
base = load_base()  # the old one was frozen
model = prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(
    data.x_train,
    data.y_train,
    epochs=10,
    batch_size=16,
    validation_data=(data.x_val, data.y_val),
    callbacks=[lab.progress()],
    verbose=0,
)
