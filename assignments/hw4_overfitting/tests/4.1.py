from otter.test_files import test_case

OK_FORMAT = False

name = "4.1"
points = None

@test_case(points=None, hidden=False,
    success_message="The gap is measured at the end, and its sign says which of the two is higher.")
def test_generalization_gap(generalization_gap):
    from lab.checks import hw4
    hw4.check_generalization_gap(generalization_gap)
