# `validation_split` in place of the validation pictures.
# whole
# fails: 2.6.1
# says: of them to train on
# %%
model = compile_model(build_model(len(data.class_names)))
history = model.fit(data.x_train, data.y_train, validation_split=0.2, epochs=20, verbose=0)
