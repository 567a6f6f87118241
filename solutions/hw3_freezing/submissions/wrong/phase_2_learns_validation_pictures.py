# Phase 2 learns from the validation pictures.
# whole
# fails: 3.5.6
# says: pictures of the validation set to train on, which phase 1 had not been given
# mistake: leakage
# %%
fine_rate = head_rate / 10
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(
    data.x_val, data.y_val, validation_data=(data.x_val, data.y_val), epochs=10, batch_size=16, verbose=0
)
