# Takes num_examples for all pictures together and divides it by the number of classes; violates "`num_examples`: how many training pictures there are *per class*" (3.8).
# fails: 3.8.3 3.8.4
# says: first row
# whole
# %%
def choose_strategy(num_examples, similarity, budget):
    per_class = num_examples / num_classes
    if per_class < 20 and similarity < 0.3:
        return "head on earlier features"
    if per_class < 20 or budget < 5:
        return "head only"
    if per_class >= 500 and budget >= 30:
        return "everything, low rate"
    return "top blocks"
