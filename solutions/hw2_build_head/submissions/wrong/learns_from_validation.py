# Mistake 23: training and validation pictures have changed places.
# whole
# fails: 2.6.1
# says: pictures of the validation set to train on
# mistake: leakage
# %%
model = compile_model(build_model(len(data.class_names)))
history = model.fit(
    data.x_val, data.y_val, validation_data=(data.x_train, data.y_train), epochs=30, verbose=0
)
