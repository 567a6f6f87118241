# The comparison was tried with other numbers, and an own cell comes after it.
# %%
strategies = {"head only": (None, head_rate), "everything, low rate": ("Conv1", fine_rate)}
results = {}
fresh = load_base()
trial = add_head(fresh, num_classes)
for name, (first, rate) in strategies.items():
    prepare(trial, fresh, first, rate)
    trial.fit(data.x_train, data.y_train, epochs=500, batch_size=4, verbose=0)

# %%
print(lab.accuracy(model, data.x_val, data.y_val))
