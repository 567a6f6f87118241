from otter.test_files import test_case

OK_FORMAT = False

name = "1.1"
points = None

@test_case(points=None, hidden=False,
    success_message="Both networks had the same budget, and both histories are complete.")
def test_race(scratch, transfer, scratch_history, transfer_history):
    from lab.checks import hw1
    hw1.check_race(scratch, transfer, scratch_history, transfer_history)
