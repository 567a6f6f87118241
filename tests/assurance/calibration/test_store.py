"""What was measured stays measured, until what it depends on changes."""

from __future__ import annotations

import sys
from dataclasses import replace

from autograder.assurance.calibration import store
from autograder.assurance.calibration.material import load_material
from autograder.assurance.calibration.plan_files import load_plan_file
from autograder.assurance.calibration.recipes import HeadTraining
from autograder.assurance.calibration.store import MeasurementStore, Record, essence, key_of

RECORD = Record(name="frozen", key="k", weights="w", seed=3, scores={"hidden": 0.8}, seconds=1.5)


def test_a_record_survives_a_new_start(tmp_path):
    MeasurementStore(tmp_path / "folder" / "cache.jsonl").add(RECORD)
    again = MeasurementStore(tmp_path / "folder" / "cache.jsonl")
    assert again.find("k", "w", 3) == RECORD


def test_other_weights_seeds_and_keys_are_not_known(tmp_path):
    kept = MeasurementStore(tmp_path / "cache.jsonl", [RECORD])
    assert kept.find("k", "w", 3) == RECORD
    assert kept.find("k", "other", 3) is None
    assert kept.find("k", "w", 4) is None
    assert kept.find("other", "w", 3) is None


def test_a_line_cut_off_by_a_crash_is_left_out(tmp_path):
    path = tmp_path / "cache.jsonl"
    kept = MeasurementStore(path)
    kept.add(RECORD)
    path.write_text(f"{path.read_text()}\n{replace(RECORD, seed=4).as_line()[:40]}", encoding="utf-8")
    again = MeasurementStore(path)
    assert again.find("k", "w", 3)
    assert again.find("k", "w", 4) is None


def test_a_record_after_a_cut_off_line_is_kept(tmp_path):
    path = tmp_path / "cache.jsonl"
    path.write_text(RECORD.as_line()[:40], encoding="utf-8")
    MeasurementStore(path).add(RECORD)
    assert MeasurementStore(path).find("k", "w", 3) == RECORD


def test_the_key_follows_recipe_and_pictures():
    material = load_material()
    key = key_of(HeadTraining(), material)
    assert key == key_of(HeadTraining(), load_material())
    assert key != key_of(HeadTraining(epochs=21), material)
    assert key != key_of(HeadTraining(), replace(material, digest="other pictures"))


def test_the_key_follows_the_code_of_a_recipe_and_of_what_it_inherits_from(tmp_path):
    material = load_material()
    files = {name: tmp_path / f"hw77_{name}" / "calibration.py" for name in ("base", "own")}
    texts = {
        "base": "from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass Base:\n    effort = 1.0\n",
        "own": "from calibration_of_hw77_base import Base\n\n\nclass Own(Base):\n    repeats = 1\n\n\nPLAN = 1\n",
    }

    def key(**changed):
        store._code_digest.cache_clear()
        for name, file in files.items():
            file.parent.mkdir(exist_ok=True)
            file.write_text(changed.get(name, texts[name]))
            sys.modules.pop(f"calibration_of_hw77_{name}", None)
        return key_of([load_plan_file(file) for file in files.values()][1].Own(), material)

    plain = key()
    assert key() == plain
    assert key(own=texts["own"].replace("PLAN = 1", "PLAN = 2")) == plain
    assert key(own=texts["own"].replace("repeats = 1", "repeats = 2")) != plain
    assert key(base=texts["base"].replace("1.0", "2.0")) != plain


def test_the_essence_of_code_is_blind_to_imports():
    plain = "def f(a):\n    return g(a)\n"
    moved = "from elsewhere import (\n    g,\n    h,\n)\nimport i\n\n\ndef f(a):\n    import j\n\n    return g(a)\n"
    assert essence(plain) == essence(moved)
    assert essence("if a:\n    import b\nelse:\n    c()\n") != essence("if a:\n    import b\nelse:\n    d()\n")


def test_the_essence_of_code_is_blind_to_comments_docstrings_and_layout():
    plain = "def f(a, b):\n    return a + b\n"
    dressed = 'def f(\n    a,\n    b,  # two\n):\n    """Add."""\n    return (a + b)\n'
    assert essence(plain) == essence(dressed)
    assert essence(plain) != essence(plain.replace("+", "-"))
