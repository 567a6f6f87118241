# Trained twice, with two models: the history is that of the first, and the model is the second.
# whole
# fails: 2.6.1
# says: was trained by another call of `fit`
# mistake: history of another network
# %%
first_try = compile_model(build_model(len(data.class_names)))
history = first_try.fit(
    data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=12, batch_size=16, verbose=0
)
model = compile_model(build_model(len(data.class_names)))
model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=14, batch_size=16, verbose=0)
