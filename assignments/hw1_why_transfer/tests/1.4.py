from otter.test_files import test_case

OK_FORMAT = False

name = "1.4"
points = None

@test_case(points=None, hidden=False,
    success_message="Your heads learn from few examples, and the curve is complete.")
def test_accuracy_curve(train_head, accuracy_curve):
    from lab.checks import hw1
    hw1.check_accuracy_curve(train_head, accuracy_curve)
