# Believes that early layers serve other pictures because they give more features.
# fails: 3.7.1
# says: the last layer gives 1,280 features
# %%
answer_3_7 = "w2"
