# Mistake 23: the training pictures are used for validation, too.
# whole
# fails: 2.6.1
# says: and nothing else, do the curves tell how good the model is
# mistake: validated on other pictures
# %%
model = compile_model(build_model(len(data.class_names)))
history = model.fit(
    data.x_train, data.y_train, validation_data=(data.x_train, data.y_train), epochs=20, verbose=0
)
