# The first class is taken for the cats, whatever it is called.
# fails: 5.1.1
# says: ('fox', 'cat', 'dog'
# mistake: cat labels
# %%
def is_cat(labels, class_names):
    return (labels == 0).astype("int64")


cats_train = is_cat(data.y_train, data.class_names)
cats_val = is_cat(data.y_val, data.class_names)
