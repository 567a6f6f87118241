# whole
# Task 4.8: takes "train it on few" to mean everything in few, and puts the validation pictures among the training ones
# ("more pictures are the best cure"). The validation curve then says nothing about new pictures.
# fails: 4.8.2
# says: learned from the validation set
# mistake: leakage
# %%
every_picture = np.concatenate([few.x_train, few.x_val])
every_label = np.concatenate([few.y_train, few.y_val])
repaired, repaired_history = fit_until_best(
    build_repaired_model(), every_picture, every_label, few.x_val, few.y_val, max_epochs=25, patience=5
)
