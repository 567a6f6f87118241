# Mistake 7: what is unfrozen is a freshly loaded base, not the one inside the model.
# fails: 3.5.3
# says: with the base that is inside the model
# mistake: nothing unfrozen

# %%
fine_rate = 0.001
model.set_weights(weights_1)
prepare(model, load_base(), "block_13_expand", fine_rate)
history_2 = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=10, batch_size=16, verbose=0)
