# Goes on top of every patch: without the race, all other checks take a fraction of the time.
# leaves out: 1.1
# %%
scratch_history = ...

# %%
transfer_history = ...
