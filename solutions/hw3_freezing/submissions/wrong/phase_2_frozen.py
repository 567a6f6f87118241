# In phase 2 only the head goes on.
# fails: 3.5.3
# says: All layers of the base equal the pretrained ones
# mistake: nothing unfrozen

# %%
fine_rate = 0.001
model.set_weights(weights_1)
prepare(model, base, None, fine_rate)
history_2 = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=10, batch_size=16, verbose=0)
