# Task 1.1: the network from scratch is sent through train a second time without being made anew, so it had 16 epochs and the other one 8; violates "the same number of epochs" and "If you want to run it again, first run the cell above that makes the two networks".
# fails: 1.1.1
# says: The network from scratch has taken
# whole

# %%
first_try = train(scratch)
scratch_history = train(scratch)  # once more: it had hardly learned anything
