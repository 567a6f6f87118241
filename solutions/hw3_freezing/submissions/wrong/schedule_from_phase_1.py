# Compiled with the low rate, but a scheduler starts phase 2 at the rate of the head.
# fails: 3.5.5
# says: phase 2 starts at 0.01
# mistake: fine-tuning at the rate of the head
# whole

# %%
print(f"The goal is a validation accuracy of at least {lab.goal('3.5'):.0%}.")
if lab.answered(model, weights_1):
    model.set_weights(weights_1)  # start where phase 1 ended, also when you run this cell again


def cool_down(epoch, rate):
    return head_rate * 0.7**epoch


fine_rate = head_rate / 20
prepare(model, base, "block_13_expand", fine_rate)
history_2 = model.fit(
    data.x_train,
    data.y_train,
    validation_data=(data.x_val, data.y_val),
    epochs=10,
    batch_size=16,
    callbacks=[keras.callbacks.LearningRateScheduler(cool_down), lab.progress()],
    verbose=0,
)
