# The biases are forgotten.
# fails: 2.4.1
# says: gives 30, 3 too few
# mistake: parameter count
# %%
def head_parameter_count(num_features, num_classes):
    return num_features * num_classes
