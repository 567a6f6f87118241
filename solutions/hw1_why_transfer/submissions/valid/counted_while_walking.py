# One walk over a shuffled order that counts what each class has got; a Python list comes back.
# %%
def epochs_to_reach(history, target):
    curve = list(lab.curves_of(history)["val_accuracy"])
    good = [number for number in range(len(curve)) if curve[number] >= target]
    return None if not good else good[0] + 1


# %%
def draw_per_class(labels, per_class, seed):
    got, drawn = {}, []
    for place in np.random.default_rng(seed).permutation(len(labels)):
        label = int(labels[place])
        if got.get(label, 0) < per_class:
            got[label] = got.get(label, 0) + 1
            drawn.append(int(place))
    return drawn
