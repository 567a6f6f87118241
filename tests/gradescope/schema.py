"""``results.json`` as Gradescope documents it, for tests to validate against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, model_validator

Format = Literal["text", "html", "simple_format", "md", "ansi"]
Visibility = Literal["hidden", "after_due_date", "after_published", "visible"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ResultOfTest(_Strict):
    """One entry of ``tests``."""

    score: FiniteFloat | None = None
    max_score: FiniteFloat | None = None
    status: Literal["passed", "failed"] | None = None
    name: str | None = None
    name_format: Format = "text"
    number: str | None = None
    output: str | None = None
    output_format: Format = "text"
    tags: list[str] = []
    visibility: Visibility = "visible"
    extra_data: dict[str, Any] = {}


class Rank(_Strict):
    """One entry of ``leaderboard``."""

    name: str
    value: float | str
    order: Literal["asc", "desc"] = "desc"


class Results(_Strict):
    """The whole file. Either ``score`` or ``tests`` has to be there."""

    score: Annotated[FiniteFloat, Field(ge=0)] | None = None
    execution_time: FiniteFloat | None = None
    output: str | None = None
    output_format: Format = "text"
    test_output_format: Format = "text"
    test_name_format: Format = "text"
    visibility: Visibility = "visible"
    stdout_visibility: Visibility = "hidden"
    extra_data: dict[str, Any] = {}
    tests: list[ResultOfTest] = []
    leaderboard: list[Rank] = []

    @model_validator(mode="after")
    def _is_a_result(self) -> Results:
        assert self.score is not None or self.tests
        return self


def _refuse(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def read_results(root: Path) -> Results:
    """Read and validate ``results/results.json`` below ``root``."""
    text = (root / "results" / "results.json").read_text(encoding="utf-8")
    return Results.model_validate(json.loads(text, parse_constant=_refuse))
