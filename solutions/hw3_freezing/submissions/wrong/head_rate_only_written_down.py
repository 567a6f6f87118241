# Phase 1 is trained at another rate than `head_rate` says, so that the rate hardly goes down.
# whole
# mistake: another rate
# fails: 3.5.5
# says: began at 0.002
# %%
head_rate = 0.02
base = load_base()
model = prepare(add_head(base, num_classes), base, None, 0.002)
history_1 = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=16, verbose=0)
weights_1 = model.get_weights()
# %%
fine_rate = 0.002
model.set_weights(weights_1)
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(
    data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), epochs=10, batch_size=16, verbose=0
)
