from otter.test_files import test_case

OK_FORMAT = False

name = "5.3"
points = None

@test_case(points=None, hidden=False,
    success_message="Pixels are scaled, the base is frozen, and outputs, loss and metric match.")
def test_build_spotter(build_spotter):
    from lab.checks import hw5
    hw5.check_build_spotter(build_spotter)
