# whole
# Many epochs, stopped early; the best weights come back, and the rate falls on the way.
# %%
callbacks = [
    keras.callbacks.EarlyStopping(monitor="val_loss", patience=5, restore_best_weights=True),
    keras.callbacks.ReduceLROnPlateau(factor=0.5, patience=2),
]
model = compile_model(build_model(5), 0.01)
history = model.fit(
    x=data.x_train, y=data.y_train, validation_data=(data.x_val, data.y_val), epochs=40, callbacks=callbacks, verbose=0
)
