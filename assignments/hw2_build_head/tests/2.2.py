from otter.test_files import test_case

OK_FORMAT = False

name = "2.2"
points = None

@test_case(points=None, hidden=False,
    success_message="Any number of classes works, the model scales the pixels itself, and only the head can be trained.")
def test_build_model(build_model):
    from lab.checks import hw2
    hw2.check_build_model(build_model)
