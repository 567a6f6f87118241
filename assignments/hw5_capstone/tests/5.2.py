from otter.test_files import test_case

OK_FORMAT = False

name = "5.2"
points = None

@test_case(points=None, hidden=False,
    success_message="Both classes count the same.")
def test_balanced_accuracy(balanced_accuracy):
    from lab.checks import hw5
    hw5.check_balanced_accuracy(balanced_accuracy)
