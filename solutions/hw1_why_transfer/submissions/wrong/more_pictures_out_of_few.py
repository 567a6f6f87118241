# A misconception about few examples.
# fails: 1.6.1
# says: augmentation
# %%
answer_1_6 = "b8"
