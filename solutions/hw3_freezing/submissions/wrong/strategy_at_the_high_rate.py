# Where there is much to learn from, everything is trained at the rate of the head.
# fails: 3.8.4
# says: spoiled within a few epochs
# mistake: fine-tuning at the rate of the head
# %%
def choose_strategy(num_examples, similarity, budget):
    if num_examples < 20:
        return "head on earlier features" if similarity < 0.3 else "head only"
    if budget < 5:
        return "head only"
    return "everything, high rate" if num_examples >= 500 and budget >= 30 else "top blocks"
