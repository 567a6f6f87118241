# Diagnoses as a list, without letters.
# fails: 4.4.1
# says: replace each `...` with a diagnosis
# %%
readings = ["good fit", "overfitting", "noisy validation", "validation above training", "rate too high", "underfitting"]
