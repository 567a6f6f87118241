from otter.test_files import test_case

OK_FORMAT = False

name = "3.1"
points = None

@test_case(points=None, hidden=False,
    success_message="The base is frozen and unfrozen where it should be, and BatchNormalization stays frozen.")
def test_unfreeze(load_base, freeze_all, unfreeze_from):
    from lab.checks import hw3
    hw3.check_unfreeze(load_base, freeze_all, unfreeze_from)
