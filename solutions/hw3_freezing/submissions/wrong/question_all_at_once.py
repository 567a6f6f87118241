# Believes that everything at a high rate adapts best.
# fails: 3.7.1
# says: destroys what the base knows
# %%
answer_3_7 = "c2"
