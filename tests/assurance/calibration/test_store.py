"""What was measured stays measured, until what it depends on changes."""

from __future__ import annotations

from dataclasses import replace

from autograder.assurance.calibration.material import load_material
from autograder.assurance.calibration.recipes import Head
from autograder.assurance.calibration.store import Record, Store, essence, key_of

RECORD = Record(name="frozen", key="k", weights="w", seed=3, scores={"hidden": 0.8}, seconds=1.5)


def test_a_record_survives_a_new_start(tmp_path):
    Store(tmp_path / "folder" / "cache.jsonl").add(RECORD)
    again = Store(tmp_path / "folder" / "cache.jsonl")
    assert again.find("k", "w", 3) == RECORD


def test_other_weights_seeds_and_keys_are_not_known(tmp_path):
    store = Store(tmp_path / "cache.jsonl", [RECORD])
    assert store.find("k", "w", 3) == RECORD
    assert store.find("k", "other", 3) is None
    assert store.find("k", "w", 4) is None
    assert store.find("other", "w", 3) is None


def test_a_line_cut_off_by_a_crash_is_left_out(tmp_path):
    path = tmp_path / "cache.jsonl"
    store = Store(path)
    store.add(RECORD)
    path.write_text(f"{path.read_text()}\n{replace(RECORD, seed=4).as_line()[:40]}", encoding="utf-8")
    again = Store(path)
    assert again.find("k", "w", 3)
    assert again.find("k", "w", 4) is None


def test_a_record_after_a_cut_off_line_is_kept(tmp_path):
    path = tmp_path / "cache.jsonl"
    path.write_text(RECORD.as_line()[:40], encoding="utf-8")
    Store(path).add(RECORD)
    assert Store(path).find("k", "w", 3) == RECORD


def test_the_key_follows_recipe_and_pictures():
    material = load_material()
    key = key_of(Head(), material)
    assert key == key_of(Head(), load_material())
    assert key != key_of(Head(epochs=21), material)
    assert key != key_of(Head(), replace(material, digest="other pictures"))


def test_the_essence_of_code_is_blind_to_comments_docstrings_and_layout():
    plain = "def f(a, b):\n    return a + b\n"
    dressed = 'def f(\n    a,\n    b,  # two\n):\n    """Add."""\n    return (a + b)\n'
    assert essence(plain) == essence(dressed)
    assert essence(plain) != essence(plain.replace("+", "-"))
