# Phase 1 holds a quarter of the training pictures back.
# whole
# fails: 3.4.3
# says: `fit` was given 150 of them to train on
# %%
head_rate = 0.01
base = load_base()
model = prepare(add_head(base, num_classes), base, None, head_rate)
history_1 = model.fit(
    data.x_train[:150], data.y_train[:150], validation_data=(data.x_val, data.y_val), epochs=16, verbose=0
)
weights_1 = model.get_weights()
