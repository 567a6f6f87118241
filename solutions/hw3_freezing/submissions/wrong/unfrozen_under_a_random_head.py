# Mistake 6: the top blocks learn from the start, under a head that is still random.
# fails: 3.4.1
# says: spoil a base that learns along with it
# mistake: unfrozen under a random head

# %%
head_rate = 0.01
base = load_base()
model = prepare(add_head(base, num_classes), base, "block_13_expand", head_rate)
history_1 = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=12, batch_size=32, verbose=0)
weights_1 = model.get_weights()
