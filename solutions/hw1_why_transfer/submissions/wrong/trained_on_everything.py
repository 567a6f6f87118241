# The head learns from all pictures, whatever per_class is.
# fails: 1.4.1
# says: Pass `per_class` on
# mistake: per_class ignored
# %%
def train_head(per_class, seed=0):
    head = lab.new_head(5)
    head.fit(train_features, data.y_train, epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=0)
    return head
