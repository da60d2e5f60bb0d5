"""How strong a run's assertions were: what they allow beyond what they saw, and what chance does.

An error model that allows over a hundred times the worst error seen says little, unless the test
says why: `assert_near(..., loose="the reason")`. Only a thorough run has seen enough to judge.
And chance alone may fail a default run once in a million: the false alarms of all assertions
about chance, as often as they were evaluated, are added up.
"""

from tests.support.run.ledger import FAILED, Ledger

BUDGET = 1e-6
TIGHT = 1 / 100


def risk(ledger: Ledger) -> float:
    """How often a run like this one fails by chance alone."""
    return sum(cell.risk for cell in ledger.cells if cell.claims)


def slack(ledger: Ledger) -> dict[str, float]:
    """The tests that allow far more than was seen in any of their cells, and give no reason."""
    worst: dict[str, float] = {}
    excused = {cell.test for cell in ledger.cells if cell.loose or cell.outcome == FAILED}
    for cell in ledger.cells:
        if cell.claims and cell.headroom is not None and cell.test not in excused:
            worst[cell.test] = max(worst.get(cell.test, 0.0), cell.headroom)
    return {test: headroom for test, headroom in sorted(worst.items()) if headroom < TIGHT}


def complaints(ledger: Ledger) -> list[str]:
    """What is too weak: slack after a thorough run, the sum of all risks after a shorter one."""
    if ledger.run["profile"] == "thorough":
        return [
            f"allows {1 / seen if seen else float('inf'):.0f} times what was seen: {test}"
            for test, seen in slack(ledger).items()
        ]
    total = risk(ledger)
    over = f"chance alone fails {total:.1g} of such runs, over the budget of {BUDGET:.0g}"
    return [over] if total > BUDGET else []
