# Validated on one class of the validation pictures alone.
# whole
# fails: 2.6.1
# says: and nothing else, do the curves tell how good the model is
# mistake: validated on other pictures
# %%
model = compile_model(build_model(len(data.class_names)))
few = data.y_val == 0
history = model.fit(
    data.x_train, data.y_train, validation_data=(data.x_val[few], data.y_val[few]), epochs=20, verbose=0
)
