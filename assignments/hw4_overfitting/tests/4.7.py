from otter.test_files import test_case

OK_FORMAT = False

name = "4.7"
points = None

@test_case(points=None, hidden=False,
    success_message="It stops in time, and restores the best weights.")
def test_fit_until_best(fit_until_best, small_model):
    from lab.checks import hw4
    hw4.check_fit_until_best(fit_until_best, small_model)
