# The curve is what one would expect, and nobody has measured it.
# fails: 3.6.3
# says: a linear head on its features reaches
# %%
depth_accuracy = dict(zip(DEPTHS, (0.45, 0.55, 0.65, 0.8, 0.9)))
