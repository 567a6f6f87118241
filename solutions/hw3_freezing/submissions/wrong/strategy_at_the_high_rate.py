# Where there is much to learn from, everything is trained at the rate of the head.
# fails: 3.6.3
# says: spoiled within a few epochs
# mistake: fine-tuning at the rate of the head
# %%
def choose_strategy(num_examples, similarity, budget):
    if budget < 5 or num_examples < 20:
        return "head only"
    return "everything, high rate" if num_examples >= 500 and similarity < 0.3 and budget >= 30 else "top blocks"
