# Phase 1 learns from training and validation pictures together.
# fails: 3.4.2
# says: pictures of the validation set to train on
# mistake: leakage
# whole

# %%
import numpy as np

print(f"The goal is a validation accuracy of at least {lab.goal('3.4'):.0%}.")

head_rate = 0.01
base = load_base()
model = add_head(base, num_classes)
prepare(model, base, None, head_rate)
x_all = np.concatenate([data.x_train, data.x_val])
y_all = np.concatenate([data.y_train, data.y_val])
history_1 = model.fit(
    x_all,
    y_all,
    validation_data=(data.x_val, data.y_val),
    epochs=12,
    callbacks=[lab.progress()],
    verbose=0,
)
weights_1 = model.get_weights()
