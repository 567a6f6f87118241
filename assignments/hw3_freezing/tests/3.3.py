from otter.test_files import test_case

OK_FORMAT = False

name = "3.3"
points = None

@test_case(points=None, hidden=False,
    success_message="In each phase the right part can be trained, and the model is compiled for it.")
def test_prepare(prepare, load_base, add_head):
    from lab.checks import hw3
    hw3.check_prepare(prepare, load_base, add_head)
