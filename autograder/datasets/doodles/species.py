"""The animals with a face and four legs, told apart by shape alone."""

from __future__ import annotations

from autograder.datasets.doodles.traits import Ear, Traits

_SIDE_EAR = Ear("leaf", (0.5, 0.8), (0.16, 0.26), (55, 68), (75, 115))
_SMALL_ROUND = Ear("round", (0.35, 0.5), (0.28, 0.4), (38, 50), (38, 50))

TARGETS: dict[str, Traits] = {
    "cat": Traits(
        ears=(Ear("point", (0.75, 1.0), (0.34, 0.46), (32, 42), (18, 34)),), width=(0.98, 1.15),
        height=(0.82, 0.95), snout="button", snout_size=(0.34, 0.44), nose=(0.09, 0.13), eyes=(0.14, 0.2),
        slit=0.6, whiskers=1.0, muzzle_length=(0.2, 0.4), muzzle_end=(0.28, 0.36),
        body_length=(1.5, 1.9), body_height=(0.55, 0.7), legs=(0.7, 0.95), leg_width=(0.2, 0.28),
        tail="thin", tail_length=(1.2, 1.7), sits=0.5,
    ),
    "dog": Traits(
        ears=(
            Ear("leaf", (0.8, 1.2), (0.22, 0.34), (48, 62), (140, 172), in_front=True),
            Ear("leaf", (0.6, 0.85), (0.24, 0.34), (40, 52), (105, 140), in_front=True),
        ),
        width=(0.86, 1.0), height=(0.9, 1.04), snout="muzzle", snout_size=(0.44, 0.56), nose=(0.16, 0.22), tongue=0.65,
        muzzle_length=(0.6, 0.9), muzzle_end=(0.3, 0.42), body_length=(1.5, 2.0),
        body_height=(0.55, 0.75), legs=(0.7, 1.0), leg_width=(0.24, 0.32), tail="wag",
        tail_length=(0.8, 1.2), tail_tip=0.2, sits=0.4,
    ),
    "rabbit": Traits(
        ears=(Ear("leaf", (1.2, 1.7), (0.2, 0.3), (14, 24), (2, 26), bent=0.2),), headroom=1.0,
        width=(0.85, 1.0), height=(0.85, 1.0), chin=(-0.15, 0.05), snout="button", snout_size=(0.34, 0.44),
        nose=(0.08, 0.12), eyes=(0.12, 0.18), whiskers=0.3, buck_teeth=0.8, muzzle_length=(0.25, 0.45),
        muzzle_end=(0.3, 0.38), body_length=(1.3, 1.6), body_height=(0.72, 0.9), legs=(0.45, 0.65),
        tail="puff", tail_length=(0.9, 1.3), sits=0.55,
    ),
    "bear": Traits(
        ears=(Ear("round", (0.3, 0.46), (0.26, 0.36), (36, 50), (36, 50)),), width=(0.98, 1.12),
        height=(0.9, 1.02), chin=(-0.1, 0.05), snout="muzzle", snout_size=(0.4, 0.52), nose=(0.14, 0.2),
        eyes=(0.09, 0.13), muzzle_length=(0.5, 0.72), muzzle_end=(0.32, 0.42), body_length=(1.6, 2.0),
        body_height=(0.82, 1.0), legs=(0.6, 0.8), leg_width=(0.36, 0.46), tail="puff",
        tail_length=(0.5, 0.75), sits=0.5,
    ),
    "fox": Traits(
        ears=(Ear("point", (0.85, 1.15), (0.32, 0.42), (36, 48), (24, 42), tip=0.55),), width=(0.95, 1.1),
        height=(0.82, 0.95), chin=(0.25, 0.4), snout="cone", snout_size=(0.3, 0.42), nose=(0.1, 0.14),
        eyes=(0.1, 0.15), white_cheeks=0.9, muzzle_length=(0.8, 1.1), muzzle_end=(0.14, 0.2),
        body_length=(1.5, 1.9), body_height=(0.52, 0.68), legs=(0.7, 0.95), leg_width=(0.18, 0.26),
        tail="bushy", tail_length=(1.3, 1.7), tail_tip=0.9, sits=0.4,
    ),
}  # fmt: skip

SOURCES: dict[str, Traits] = {
    "cow": Traits(
        ears=(_SIDE_EAR,), chin=(0.0, 0.12), snout="broad", snout_size=(0.5, 0.62), horns="cow",
        horned=0.75, muzzle_length=(0.8, 1.1), muzzle_end=(0.42, 0.52), body_length=(2.0, 2.3),
        body_height=(0.8, 0.95), legs=(0.7, 0.9), hooves=0.8, tail="tuft", coat="spots", sits=0.1,
        tongue=0.15,
    ),
    "horse": Traits(
        ears=(Ear("leaf", (0.45, 0.62), (0.14, 0.2), (24, 34), (8, 24)),), width=(0.7, 0.82),
        height=(1.0, 1.15), chin=(0.12, 0.25), snout="broad", snout_size=(0.42, 0.5), mane="forelock",
        muzzle_length=(1.1, 1.4), muzzle_end=(0.36, 0.44), neck=(0.6, 0.9), body_length=(1.8, 2.2),
        legs=(1.1, 1.4), leg_width=(0.2, 0.27), hooves=0.9, tail="hair", tail_length=(1.2, 1.6),
        sits=0.05,
    ),
    "donkey": Traits(
        ears=(Ear("leaf", (0.95, 1.25), (0.17, 0.24), (24, 36), (16, 42)),), width=(0.72, 0.85),
        height=(0.98, 1.1), chin=(0.08, 0.2), snout="broad", snout_size=(0.46, 0.56),
        muzzle_length=(0.95, 1.2), muzzle_end=(0.38, 0.46), neck=(0.4, 0.6), body_length=(1.7, 2.0),
        legs=(0.85, 1.05), leg_width=(0.22, 0.28), hooves=0.8, tail="tuft", buck_teeth=0.3, sits=0.1,
    ),
    "pig": Traits(
        ears=(Ear("point", (0.5, 0.7), (0.26, 0.36), (32, 44), (30, 60)), Ear("leaf", (0.5, 0.7),
        (0.22, 0.3), (36, 48), (100, 140), in_front=True),), width=(1.0, 1.15), snout="disc",
        snout_size=(0.38, 0.5), eyes=(0.08, 0.13), muzzle_length=(0.45, 0.6), muzzle_end=(0.4, 0.46),
        body_length=(1.8, 2.2), body_height=(0.88, 1.05), legs=(0.4, 0.6), hooves=0.5, tail="curl",
        sits=0.25,
    ),
    "sheep": Traits(
        ears=(Ear("leaf", (0.5, 0.75), (0.15, 0.22), (55, 66), (95, 130)),), width=(0.72, 0.85),
        height=(0.9, 1.05), snout="button", mane="wool", muzzle_length=(0.5, 0.7), muzzle_end=(0.3, 0.36),
        body_length=(1.7, 2.1), body_height=(0.85, 1.0), legs=(0.5, 0.7), leg_width=(0.2, 0.26),
        hooves=0.5, tail="puff", tail_length=(0.6, 0.9), coat="wool", sits=0.2,
    ),
    "goat": Traits(
        ears=(Ear("leaf", (0.5, 0.8), (0.13, 0.2), (55, 66), (95, 140)),), width=(0.7, 0.85),
        height=(0.95, 1.1), chin=(0.15, 0.3), snout="broad", snout_size=(0.34, 0.42), horns="goat",
        muzzle_length=(0.75, 1.0), muzzle_end=(0.28, 0.36), neck=(0.3, 0.5), body_length=(1.6, 1.9),
        legs=(0.8, 1.0), leg_width=(0.18, 0.24), hooves=0.9, tail="puff", tail_length=(0.5, 0.7),
        sits=0.15,
    ),
    "elephant": Traits(
        ears=(Ear("round", (0.1, 0.3), (0.7, 0.95), (75, 95), (75, 95)),), width=(0.9, 1.0),
        snout="trunk", eyes=(0.08, 0.12), muzzle_length=(0.1, 0.25), muzzle_end=(0.5, 0.6),
        body_length=(2.0, 2.4), body_height=(0.95, 1.15), legs=(0.7, 0.9), leg_width=(0.45, 0.55),
        tail="tuft", tail_length=(0.7, 1.0), sits=0.25, big_ears_behind=True,
    ),
    "mouse": Traits(
        ears=(Ear("round", (0.6, 0.9), (0.55, 0.75), (42, 55), (42, 55)),), chin=(0.2, 0.35),
        snout="cone", snout_size=(0.26, 0.36), nose=(0.1, 0.16), whiskers=0.8, buck_teeth=0.2,
        muzzle_length=(0.6, 0.8), muzzle_end=(0.12, 0.18), body_length=(1.4, 1.7), body_height=(0.6, 0.8),
        legs=(0.3, 0.45), leg_width=(0.16, 0.22), tail="thin", tail_length=(1.6, 2.1), sits=0.45,
    ),
    "lion": Traits(
        ears=(_SMALL_ROUND,), snout="muzzle", mane="ruff", nose=(0.14, 0.2), whiskers=0.4,
        muzzle_length=(0.45, 0.6), muzzle_end=(0.36, 0.44), body_length=(1.8, 2.1),
        body_height=(0.62, 0.78), legs=(0.8, 1.0), tail="tuft", tail_length=(1.3, 1.7), sits=0.35,
    ),
    "tiger": Traits(
        ears=(Ear("round", (0.36, 0.5), (0.3, 0.4), (38, 48), (38, 48)),), snout="muzzle", whiskers=0.7,
        coat="stripes", slit=0.15, muzzle_length=(0.4, 0.55), muzzle_end=(0.36, 0.44),
        body_length=(1.9, 2.2), body_height=(0.62, 0.78), tail="thin", tail_length=(1.3, 1.7), sits=0.35,
    ),
    "lynx": Traits(
        ears=(Ear("point", (0.65, 0.85), (0.3, 0.4), (34, 46), (24, 40), tuft=1.0),), snout="muzzle",
        whiskers=0.5, slit=0.4, white_cheeks=0.5, muzzle_length=(0.35, 0.5), muzzle_end=(0.3, 0.38),
        coat="spots", body_height=(0.6, 0.75), legs=(0.9, 1.1), tail="thick", tail_length=(0.4, 0.6),
        sits=0.4,
    ),
    "panda": Traits(
        ears=(Ear("round", (0.35, 0.5), (0.3, 0.4), (38, 52), (38, 52), in_front=True),),
        width=(1.02, 1.2), chin=(-0.12, 0.02), snout="button", mask="patches", coat="panda",
        muzzle_length=(0.35, 0.5), muzzle_end=(0.32, 0.4), body_height=(0.85, 1.05), legs=(0.5, 0.7),
        leg_width=(0.38, 0.48), tail="puff", tail_length=(0.5, 0.7), sits=0.6,
    ),
    "koala": Traits(
        ears=(Ear("round", (0.4, 0.6), (0.5, 0.68), (58, 72), (58, 72), tuft=0.5),), width=(0.98, 1.12),
        snout="muzzle", snout_size=(0.24, 0.32), nose=(0.24, 0.32), muzzle_length=(0.3, 0.45),
        muzzle_end=(0.34, 0.42), body_height=(0.8, 1.0), legs=(0.5, 0.7), leg_width=(0.32, 0.4),
        tail="none", sits=0.6,
    ),
    "monkey": Traits(
        ears=(Ear("round", (0.1, 0.25), (0.34, 0.46), (82, 98), (82, 98)),), snout="plate",
        eye_gap=(0.28, 0.38), muzzle_length=(0.35, 0.5), muzzle_end=(0.4, 0.48), body_length=(1.3, 1.6),
        body_height=(0.55, 0.7), legs=(0.9, 1.2), leg_width=(0.2, 0.27), tail="thin",
        tail_length=(1.6, 2.1), sits=0.55,
    ),
    "deer": Traits(
        ears=(Ear("leaf", (0.6, 0.8), (0.16, 0.24), (48, 60), (55, 85)),), width=(0.75, 0.88),
        chin=(0.2, 0.32), snout="button", horns="antlers", horned=0.85, muzzle_length=(0.75, 1.0),
        muzzle_end=(0.22, 0.3), neck=(0.5, 0.7), body_length=(1.6, 1.9), body_height=(0.55, 0.7),
        legs=(1.1, 1.4), leg_width=(0.15, 0.21), hooves=0.8, tail="puff", tail_length=(0.5, 0.7),
        coat="spots", sits=0.1,
    ),
    "giraffe": Traits(
        ears=(Ear("leaf", (0.4, 0.6), (0.13, 0.2), (58, 70), (70, 100)),), width=(0.7, 0.82),
        height=(0.98, 1.12), chin=(0.1, 0.25), snout="broad", snout_size=(0.4, 0.5), horns="knobs",
        coat="giraffe", muzzle_length=(0.85, 1.1), muzzle_end=(0.32, 0.4), neck=(1.4, 1.9),
        body_length=(1.5, 1.8), body_height=(0.6, 0.75), legs=(1.2, 1.5), leg_width=(0.2, 0.26),
        hooves=0.6, tail="tuft", sits=0.05,
    ),
    "zebra": Traits(
        ears=(Ear("leaf", (0.45, 0.62), (0.16, 0.22), (26, 36), (10, 28)),), width=(0.72, 0.85),
        height=(0.98, 1.12), chin=(0.1, 0.22), snout="broad", snout_size=(0.4, 0.5), mane="forelock",
        coat="bars", muzzle_length=(1.0, 1.3), muzzle_end=(0.36, 0.44), neck=(0.5, 0.75),
        body_length=(1.8, 2.1), legs=(1.0, 1.2), leg_width=(0.2, 0.27), hooves=0.8, tail="tuft",
        sits=0.05,
    ),
    "hippo": Traits(
        ears=(Ear("round", (0.2, 0.32), (0.16, 0.24), (26, 36), (26, 40)),), width=(0.82, 0.95),
        chin=(-0.3, -0.15), snout="broad", snout_size=(0.68, 0.8), nose=(0.12, 0.18), eyes=(0.08, 0.12),
        buck_teeth=0.25, muzzle_length=(0.8, 1.0), muzzle_end=(0.58, 0.7), body_length=(2.2, 2.5),
        body_height=(0.95, 1.15), legs=(0.4, 0.55), leg_width=(0.42, 0.52), tail="thick",
        tail_length=(0.4, 0.6), sits=0.2,
    ),
    "rhino": Traits(
        ears=(Ear("leaf", (0.4, 0.55), (0.16, 0.22), (36, 46), (20, 40)),), snout="broad",
        snout_size=(0.46, 0.56), horns="rhino", eyes=(0.07, 0.11), muzzle_length=(0.9, 1.1),
        muzzle_end=(0.44, 0.52), body_length=(2.1, 2.4), body_height=(0.9, 1.05), legs=(0.5, 0.7),
        leg_width=(0.4, 0.5), tail="thin", tail_length=(0.7, 0.9), sits=0.1,
    ),
    "squirrel": Traits(
        ears=(Ear("point", (0.4, 0.55), (0.2, 0.28), (30, 40), (14, 30), tuft=0.7),), chin=(-0.1, 0.1),
        snout="button", buck_teeth=0.7, whiskers=0.1, muzzle_length=(0.35, 0.5), muzzle_end=(0.22, 0.3),
        body_length=(1.3, 1.5), body_height=(0.6, 0.75), legs=(0.4, 0.55), leg_width=(0.2, 0.26),
        tail="bushy", tail_length=(1.9, 2.4), sits=0.5,
    ),
    "hedgehog": Traits(
        ears=(Ear("round", (0.1, 0.25), (0.2, 0.3), (52, 66), (52, 66)),), chin=(0.25, 0.4), snout="cone",
        snout_size=(0.28, 0.38), nose=(0.12, 0.18), mane="ruff", muzzle_length=(0.6, 0.8),
        muzzle_end=(0.12, 0.18), body_length=(1.9, 2.2), body_height=(0.85, 1.0), legs=(0.25, 0.35),
        leg_width=(0.2, 0.28), tail="none", coat="spines", sits=0.1,
    ),
    "racoon": Traits(
        ears=(Ear("round", (0.4, 0.55), (0.28, 0.36), (40, 52), (36, 50)),), width=(1.0, 1.15),
        chin=(0.15, 0.3), snout="cone", snout_size=(0.3, 0.42), white_cheeks=0.5, mask="band",
        whiskers=0.3, muzzle_length=(0.5, 0.7), muzzle_end=(0.16, 0.22), body_height=(0.62, 0.8),
        legs=(0.5, 0.7), tail="ringed", tail_length=(1.3, 1.7), sits=0.45,
    ),
    "kangaroo": Traits(
        ears=(Ear("leaf", (0.75, 1.0), (0.2, 0.28), (26, 38), (12, 36)),), width=(0.75, 0.9),
        chin=(0.15, 0.3), snout="muzzle", snout_size=(0.3, 0.38), nose=(0.12, 0.17),
        muzzle_length=(0.65, 0.85), muzzle_end=(0.24, 0.32), neck=(0.2, 0.4), body_length=(1.3, 1.6),
        body_height=(0.75, 0.95), legs=(0.7, 0.95), leg_width=(0.26, 0.34), tail="thick",
        tail_length=(1.5, 2.0), sits=0.7,
    ),
}  # fmt: skip
