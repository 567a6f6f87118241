# Phase 1 is over after an epoch: nobody knows whether the head has converged.
# whole
# fails: 3.4.2
# says: so few points are no curve
# mistake: head not converged
# %%
head_rate = 0.01
base = load_base()
model = prepare(add_head(base, num_classes), base, None, head_rate)
history_1 = model.fit(data.x_train, data.y_train, validation_data=(data.x_val, data.y_val), verbose=0)
weights_1 = model.get_weights()
