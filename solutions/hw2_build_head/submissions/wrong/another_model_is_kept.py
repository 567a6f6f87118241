# One model is trained, and another one, fresh from the function, is kept.
# whole
# fails: 2.6.1
# says: was never trained since it was compiled
# %%
model = compile_model(build_model(len(data.class_names)))
history = model.fit(
    data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=20, verbose=0
)
model = compile_model(build_model(len(data.class_names)))
