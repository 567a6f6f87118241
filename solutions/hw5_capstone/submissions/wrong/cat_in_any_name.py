# A caterpillar is taken for a cat.
# fails: 5.1.1
# says: caterpillar

# %%
def is_cat(labels, class_names):
    """Turn class labels into answers to the door's question.

    Args:
        labels: array of whole numbers, (n,); label i means class_names[i].
        class_names: the names of the classes, in label order.

    Returns:
        array of whole numbers, (n,): 1 for a cat, 0 for any other animal.
    """
    cat_labels = [label for label, name in enumerate(class_names) if "cat" in name]
    return np.isin(labels, cat_labels).astype("int64")


cats_train = is_cat(data.y_train, data.class_names)
cats_val = is_cat(data.y_val, data.class_names)
if lab.answered(cats_train):
    print(f"{cats_train.sum()} of {len(cats_train)} training pictures show a cat.")
