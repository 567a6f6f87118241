# Whether the head has converged is read off the training curve alone.
# whole
# fails: 3.4.2
# says: holds validation curves
# mistake: no validation
# %%
head_rate = 0.01
base = load_base()
model = prepare(add_head(base, num_classes), base, None, head_rate)
history_1 = model.fit(data.x_train, data.y_train, epochs=12, verbose=0)
weights_1 = model.get_weights()
