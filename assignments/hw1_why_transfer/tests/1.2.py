from otter.test_files import test_case

OK_FORMAT = False

name = "1.2"
points = None

@test_case(points=None, hidden=False,
    success_message="Your function finds the epoch, and knows when there is none.")
def test_epochs_to_reach(epochs_to_reach):
    from lab.checks import hw1
    hw1.check_epochs_to_reach(epochs_to_reach)
