"""The front page: what holds and what does not, what failed here, and a search over all of it."""

from collections import Counter
from collections.abc import Iterable

from tests.support.claims import NOTES, REFUTED, STATED, UNCHECKED
from tests.support.run.ledger import FAILED, LACKING, MISSING, SKIPPED
from tests.support.site.model import Entry, Page, Report, verdicts

MEANING = {
    "holds": "true as the note has it",
    "holds-if": "true under conditions that it leaves out",
    "imprecise": "true in spirit, put precisely here",
    "refuted": "false; a counterexample holds",
    "version-dependent": "it depends on the torch version",
    "not-checkable": "history or taste: no test can tell",
}

JEWELS = (  # tests of sentences that are refuted, a surprise each; the README's too
    "test_by_the_standard_deviation",
    "test_divides_by_the_root_of_the_eigenvalue",
    "test_set_to_evaluation_freeze_no_parameter",
    "test_unit_that_is_dead_revives",
    "test_is_not_stochastic_in_the_program",
    "test_prints_the_mean_loss_only",
    "test_prints_an_accuracy_of_the_digits",
    "test_has_no_convolution_and_no_activation",
)


def pages(report: Report) -> Iterable[Page]:
    """`index.html`."""
    sources = {
        note: verdicts(e for e in report.entries if note in _notes(e.claim["sources"]))
        for note in NOTES
    }
    yield Page(
        "index.html",
        "front.html.j2",
        "Executable Notes",
        {
            "counts": verdicts(report.entries),
            "meaning": MEANING,
            "states": sorted({entry.state for entry in report.entries} - {UNCHECKED}),
            "failed": report.of_state(FAILED),
            "jewels": jewels(report),
            "unchecked": report.of_state(UNCHECKED),
            "reasons": _reasons(report),
            "idle": report.of_state("not run", LACKING, SKIPPED, MISSING),
            "outcomes": Counter(cell["outcome"] for cell in report.cells),
            "notes": {note: (NOTES[note], some) for note, some in sources.items() if some},
            "notes_of": _notes,
            "by_concept": {name: verdicts(some) for name, some in report.concepts.items()},
        },
        nav="Overview",
    )


def jewels(report: Report) -> list[Entry]:
    """Refuted sentences to begin with: the chosen ones, or else the first of this run."""
    refuted = [
        entry
        for entry in report.entries
        if entry.claim["verdict"] == REFUTED and entry.claim["reading"] == STATED
    ]
    named = [e for name in JEWELS for e in refuted if any(name in t.name for t in e.tests)]
    chosen = list({entry.claim["id"]: entry for entry in named}.values())
    return chosen or refuted[: len(JEWELS)]


def _notes(sources: list[str]) -> list[str]:
    return [source.partition(" ")[0] for source in sources]


def _reasons(report: Report) -> dict[str, Counter[str]]:
    return {
        outcome: Counter(cell["reason"] for cell in report.cells if cell["outcome"] == outcome)
        for outcome in (LACKING, SKIPPED, MISSING)
    }
