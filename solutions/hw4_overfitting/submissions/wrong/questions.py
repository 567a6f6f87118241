# Underfitting at 95 % and 70 %, and a high accuracy taken for overfitting.
# fails: 4.5.1 4.6.1
# says: fails on the training pictures, too
# %%
answer_4_5 = "e8"

# %%
answer_4_6 = "u2"
