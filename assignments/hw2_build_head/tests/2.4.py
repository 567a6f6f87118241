from otter.test_files import test_case

OK_FORMAT = False

name = "2.4"
points = None

@test_case(points=None, hidden=False,
    success_message="Keras counts the same.")
def test_head_parameter_count(head_parameter_count):
    from lab.checks import hw2
    hw2.check_head_parameter_count(head_parameter_count)
