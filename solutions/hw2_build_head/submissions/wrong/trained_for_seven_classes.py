# Trained for seven classes, as in the example of the task before.
# whole
# fails: 2.6.1
# says: With fewer outputs than classes some pictures
# mistake: output width
# %%
model = compile_model(build_model(7))
history = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=2, verbose=0)
