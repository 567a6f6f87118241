# The training accuracy decides.
# fails: 5.6.1
# says: learn its training pictures by heart
# %%
answer_5_6 = "c4"
