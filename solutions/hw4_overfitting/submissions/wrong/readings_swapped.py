# Curves B and F are mixed up, and with them over- and underfitting.
# fails: 4.4.1 4.4.2
# says: A model that underfits fails on those already
# mistake: over- and underfitting swapped
# %%
readings = {
    "A": "good fit",
    "B": "underfitting",
    "C": "noisy validation",
    "D": "validation above training",
    "E": "rate too high",
    "F": "overfitting",
}
