from otter.test_files import test_case

OK_FORMAT = False

name = "5.8"
points = None

@test_case(points=None, hidden=False,
    success_message="The costs decide where the threshold is, and precision and recall say what comes of it.")
def test_costs(best_threshold, precision_and_recall):
    from lab.checks import hw5
    hw5.check_costs(best_threshold, precision_and_recall)
