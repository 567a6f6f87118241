# Believes that everything at a high rate adapts best.
# fails: 3.9.1
# says: destroys what the base knows
# %%
answer_3_9 = "c2"
