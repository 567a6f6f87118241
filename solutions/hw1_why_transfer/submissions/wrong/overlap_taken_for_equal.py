# A misconception about ranges that overlap.
# fails: 1.6.1
# says: does not mean that there is none
# %%
answer_1_6 = "g8"
