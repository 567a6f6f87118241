# Goes on top of every patch: the training that takes longest is left out.
# leaves out: 4.8.2 4.8.3
# %%
repaired, repaired_history = ..., ...
