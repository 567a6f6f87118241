# whole
# Trained a little, and then some more; `history` is that of the second call.
# %%
model = compile_model(build_model(len(data.class_names)))
model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=2, verbose=0)
history = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=18, verbose=0)
