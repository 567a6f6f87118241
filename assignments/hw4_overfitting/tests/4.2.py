from otter.test_files import test_case

OK_FORMAT = False

name = "4.2"
points = None

@test_case(points=None, hidden=False,
    success_message="Lowest validation loss, counted from 1.")
def test_best_epoch(best_epoch):
    from lab.checks import hw4
    hw4.check_best_epoch(best_epoch)
