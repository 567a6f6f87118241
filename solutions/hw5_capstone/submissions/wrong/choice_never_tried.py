# The choice is spelled in another way than the runs.
# fails: 5.5.1
# says: which none of your runs is called
# mistake: choice not recorded
# whole
# %%
choice = "Last Block"
