from otter.test_files import test_case

OK_FORMAT = False

name = "2.1"
points = None

@test_case(points=None, hidden=False,
    success_message="The base is pretrained, has no top, and is frozen.")
def test_load_base(load_base):
    from lab.checks import hw2
    hw2.check_load_base(load_base)
