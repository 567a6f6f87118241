# Uses names of earlier tasks again: the "choice" that task 5.6 speaks of, and `runs` for their accuracies.
# whole
# %%
answer_5_6 = "n6"
choice = answer_5_6
runs = [run["balanced_accuracy"] for run in runs]
