# Goes on top of every patch: one epoch is enough for all other checks, and saves most of the time.
# leaves out: 2.6
# %%
model = compile_model(build_model(len(data.class_names)))
history = model.fit(data.x_train, data.y_train, epochs=1, verbose=0)
