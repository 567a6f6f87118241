# A misconception about the speed.
# fails: 1.7.1
# says: fewer steps are needed
# %%
answer_1_7 = "d2"
