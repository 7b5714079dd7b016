"""Who wants to know of steps: functions called after them, in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from sqlalchemy.orm import Session

from ledger.models import Issue, IssueEvent

Hook = Callable[[Session, Issue, IssueEvent], None]
EVERY = "*"
CONFIRM = "confirm"
"""What stands for the making of an issue, from a finding or any other source."""
_HOOKS: dict[str, list[Hook]] = defaultdict(list)


def after(step: str = EVERY) -> Callable[[Hook], Hook]:
    """Have the decorated function called after every ``step``; what it raises undoes the step.

    Parameters
    ----------
    step : str
        A step of ``domain/transitions.csv``, :data:`CONFIRM`, or :data:`EVERY`.
    """

    def register(hook: Hook) -> Hook:
        if hook not in _HOOKS[step]:
            _HOOKS[step].append(hook)
        return hook

    return register


def forget(hook: Hook) -> None:
    """No longer call a function."""
    for hooks in _HOOKS.values():
        if hook in hooks:
            hooks.remove(hook)


def run(step: str, session: Session, issue: Issue, event: IssueEvent) -> None:
    """Call what waits for a step, in the order it was registered."""
    for hook in (*_HOOKS[step], *_HOOKS[EVERY]):
        hook(session, issue, event)
