# The shape is read from a model that is built for it.
# fails: 2.3.2
# says: so it builds or runs a model

# %%
predicted_shape = (1, 5)


def output_shape(batch_size, num_classes):
    """Predict the shape of the model's outputs without running it."""
    _, scores = build_model(num_classes).output_shape
    return (batch_size, scores)
