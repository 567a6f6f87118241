# The whole base learns in phase 2.
# fails: 3.5.3
# says: layers before it have changed, too
# mistake: freeze misses layers

# %%
fine_rate = 0.001
model.set_weights(weights_1)
prepare(model, base, "Conv1", fine_rate)
history_2 = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=10, batch_size=16, verbose=0)
