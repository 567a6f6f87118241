from otter.test_files import test_case

OK_FORMAT = False

name = "4.10"
points = None

@test_case(points=None, hidden=False,
    success_message="Chosen by the validation scores alone, and then compared with its own test score.")
def test_selection_optimism(selection_optimism):
    from lab.checks import hw4
    hw4.check_selection_optimism(selection_optimism)
