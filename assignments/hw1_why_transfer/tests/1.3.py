from otter.test_files import test_case

OK_FORMAT = False

name = "1.3"
points = None

@test_case(points=None, hidden=False,
    success_message="Every class gets its share, and the seed decides which pictures are drawn.")
def test_draw_per_class(draw_per_class):
    from lab.checks import hw1
    hw1.check_draw_per_class(draw_per_class)
