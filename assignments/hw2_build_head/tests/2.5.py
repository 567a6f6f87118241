from otter.test_files import test_case

OK_FORMAT = False

name = "2.5"
points = None

@test_case(points=None, hidden=False,
    success_message="The loss matches the outputs and the labels, and accuracy is reported.")
def test_compile_model(compile_model, build_model):
    from lab.checks import hw2
    hw2.check_compile_model(compile_model, build_model)
