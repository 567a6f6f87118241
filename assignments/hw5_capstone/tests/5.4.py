from otter.test_files import test_case

OK_FORMAT = False

name = "5.4"
points = None

@test_case(points=None, hidden=False,
    success_message="There are runs of at least two strategies that train different parts.")
def test_runs(runs):
    from lab.checks import hw5
    hw5.check_runs(runs)
