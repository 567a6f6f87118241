# A misconception about the speed.
# fails: 1.5.1
# says: fewer steps are needed
# %%
answer_1_5 = "d2"
