# A target that was never reached gives the last epoch.
# fails: 1.2.3
# says: return `None`
# mistake: never reached
# %%
def epochs_to_reach(history, target):
    for epoch, accuracy in enumerate(lab.curves_of(history)["val_accuracy"], start=1):
        if accuracy >= target:
            break
    return epoch
