"""How far you are: a table of all tasks and what their checks say."""

from __future__ import annotations

import html
from collections.abc import Mapping

from lab.grader import COLOURS, State, Verdict, started


def status() -> None:
    """Show a table of all tasks: done, failing, or not answered.

    For each task it shows what its check last said; checks that have not been run in this session are run now.
    """
    from IPython.display import display

    grader = started()
    if grader is None:
        print("Run the cell with lab.grader(...) near the top first. Then lab.status() can show how far each task is.")
        return
    verdicts = {task: grader.last(task) or grader.judged(task) for task in grader.tasks()}
    known = {task: verdict for task, verdict in verdicts.items() if verdict is not None}
    if known:
        display({"text/html": _as_html(known), "text/plain": _as_text(known)}, raw=True)


def _summary(verdicts: Mapping[str, Verdict]) -> str:
    passed, failed, unanswered = (
        sum(verdict.state is state for verdict in verdicts.values())
        for state in (State.PASSED, State.FAILED, State.UNANSWERED)
    )
    if passed == len(verdicts):
        return f"All {passed} checks pass. After you hand in, the grader tests your work more thoroughly."
    return (
        f"Of {len(verdicts)} tasks, {passed} pass their check, {failed} do not yet, and {unanswered} are not answered."
    )


def _as_text(verdicts: Mapping[str, Verdict]) -> str:
    width = max(len(task) for task in verdicts)
    rows = [f"{task:<{width}}  {verdict.state.value}" for task, verdict in verdicts.items()]
    return "\n".join([_summary(verdicts), *rows])


def _as_html(verdicts: Mapping[str, Verdict]) -> str:
    row = (
        '<tr><th scope="row" style="text-align: left; padding: 0.25em 0.9em">{task}</th>'
        '<td style="text-align: left; padding: 0.25em 0.9em; border-left: 5px solid {colour}; white-space: nowrap">'
        "<strong>{state}</strong></td>{words}</tr>"
    )
    words = {
        task: f'<td style="text-align: left; padding: 0.25em 0.9em">{verdict.words_as_html()}</td>'
        for task, verdict in verdicts.items()
        if verdict.state is not State.PASSED
    }
    heads = ("Task", "Check", "What to do next") if words else ("Task", "Check")
    rows = "".join(
        row.format(
            task=html.escape(task),
            colour=COLOURS[verdict.state],
            state=verdict.state.value,
            words=words.get(task, "<td></td>" if words else ""),
        )
        for task, verdict in verdicts.items()
    )
    head = "".join(f'<th scope="col" style="text-align: left; padding: 0.25em 0.9em">{name}</th>' for name in heads)
    return (
        '<table style="min-width: min(36em, 100%); max-width: 60em">'
        '<caption style="text-align: left; padding: 0.3em 0.9em">'
        f"{html.escape(_summary(verdicts))}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
