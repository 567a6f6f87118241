# The labels themselves become ones and zeros.
# fails: 5.1.1
# says: Called twice with the same `labels`

# %%
def is_cat(labels, class_names):
    """Turn class numbers into 1 for a cat and 0 for another animal."""
    cats = labels == list(class_names).index("cat")
    labels[cats] = 1
    labels[~cats] = 0
    return labels


cats_train = is_cat(data.y_train, data.class_names)
cats_val = is_cat(data.y_val, data.class_names)
