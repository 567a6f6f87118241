# The choice is spelled in another way than the runs.
# fails: 5.5.1
# says: none of your runs has that name
# mistake: choice not recorded
# whole
# %%
choice = "Last Block"
