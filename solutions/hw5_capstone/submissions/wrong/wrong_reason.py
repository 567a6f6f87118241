# The training accuracy decides.
# fails: 5.6.1
# says: memorise its training pictures
# %%
answer_5_6 = "c4"
