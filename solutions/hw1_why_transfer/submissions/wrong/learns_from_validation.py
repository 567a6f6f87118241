# The head learns from validation pictures.
# fails: 1.4.1
# says: was given the features of 200 pictures of the validation set
# mistake: leakage
# %%
def train_head(per_class, seed=0):
    chosen = draw_per_class(data.y_val, per_class, seed)
    head = lab.new_head(5)
    head.fit(val_features[chosen], data.y_val[chosen], epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=0)
    return head
