from otter.test_files import test_case

OK_FORMAT = False

name = "4.8"
points = None

@test_case(points=None, hidden=False,
    success_message="The gap has shrunk, and the model does better on new pictures.")
def test_repaired(build_repaired_model, repaired, repaired_history):
    from lab.checks import hw4
    hw4.check_repaired(build_repaired_model, repaired, repaired_history)
