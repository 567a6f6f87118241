# A sorted copy, a mean to four places, and ranges that overlap unless one ends before the other begins.
# %%
import statistics


def how_sure(accuracies: list[float]) -> tuple[float, float, float]:
    first, *_, last = [*sorted(accuracies), max(accuracies)]
    return round(statistics.fmean(accuracies), 4), first, last


def ranges_overlap(one, other) -> bool:
    one_ends_first = one[-1] < other[-2]
    other_ends_first = other[-1] < one[-2]
    return not (one_ends_first or other_ends_first)
