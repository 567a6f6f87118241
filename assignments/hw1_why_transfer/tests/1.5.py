from otter.test_files import test_case

OK_FORMAT = False

name = "1.5"
points = None

@test_case(points=None, hidden=False,
    success_message="You know how far draws differ, and when a difference may be luck.")
def test_how_sure(how_sure, ranges_overlap):
    from lab.checks import hw1
    hw1.check_how_sure(how_sure, ranges_overlap)
