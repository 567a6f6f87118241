# A misconception about few examples.
# fails: 1.8.1
# says: augmentation
# %%
answer_1_8 = "b8"
