# Uses names of earlier tasks again: `transfer` for each head, `accuracy_curve` for a sorted list, a function's name for what
# it gave.
# whole
# %%
print(f"The goal with 5 pictures per class is a validation accuracy of at least {lab.goal('1.4'):.0%}.")

accuracy_curve = {}
for per_class in (5, 10, 20, 40):
    transfer = train_head(per_class)
    accuracy_curve[per_class] = lab.accuracy(transfer, val_features, data.y_val)

# %%
answer_1_7 = "k7"
accuracy_curve = sorted(accuracy_curve.values())
draw_per_class = draw_per_class(data.y_train, 5, 0)
