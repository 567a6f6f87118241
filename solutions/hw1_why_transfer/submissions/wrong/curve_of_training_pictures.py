# The curve shows the accuracy on the pictures that were learned from.
# fails: 1.4.3
# says: a head that was trained once more reaches
# mistake: curve of something else
# %%
accuracy_curve = {}
for per_class in (5, 10, 20, 40):
    chosen = draw_per_class(data.y_train, per_class, 0)
    accuracy_curve[per_class] = lab.accuracy(train_head(per_class), train_features[chosen], data.y_train[chosen])
