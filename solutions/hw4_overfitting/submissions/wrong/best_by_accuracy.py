# The best epoch by validation accuracy.
# fails: 4.2.1
# says: highest validation accuracy
# mistake: accuracy only
# %%
def best_epoch(history):
    return int(np.argmax(history["val_accuracy"])) + 1
