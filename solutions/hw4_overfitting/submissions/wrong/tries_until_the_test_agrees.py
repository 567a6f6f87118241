# The test set is used to choose, again and again.
# fails: 4.11.1
# says: it has become a second validation set
# %%
answer_4_11 = "m3"
