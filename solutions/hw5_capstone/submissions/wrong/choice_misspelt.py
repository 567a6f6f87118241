# The name is spelled differently than in the runs.
# whole
# fails: 5.5.1
# says: none of your runs has that name
# mistake: choice not recorded
# %%
choice = "Head, then last blocks"
