# The curve of phase 2 that is called validation is one of the training pictures.
# whole
# fails: 3.5.6
# says: and the history ends at
# mistake: validated on other pictures
# %%
fine_rate = head_rate / 10
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(
    data.x_train, data.y_train, validation_data=(data.x_train, data.y_train), epochs=10, batch_size=16, verbose=0
)
