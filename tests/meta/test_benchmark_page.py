"""The page of the benchmarks: ratios with their spread, and what changed since an earlier run."""

import json

import pytest

from tests.support.site import __main__ as command
from tests.support.site import timings

MACHINE = {
    "cpu": {"brand_raw": "A <fast> one", "count": 2},
    "system": "Linux",
    "python_version": "3.11.7",
    "torch": "2.15.0",
}


def bench(name, median, spread=0.1, group="softmax width=256 on cpu"):
    stats = {"median": median, "q1": median * (1 - spread), "q3": median * (1 + spread)}
    return {
        "group": group,
        "fullname": f"tests/activations/bench_softmax.py::test_forward[width=256-{name}-cpu]",
        "name": f"test_forward[width=256-{name}-cpu]",
        "param": f"width=256-{name}-cpu",
        "params": {"device": "cpu"},
        "stats": stats | {"rounds": 7},
    }


@pytest.fixture
def files(tmp_path):
    def write(name, *benchmarks):
        found = {
            "machine_info": MACHINE,
            "datetime": "2026-01-02T03:04:05",
            "benchmarks": benchmarks,
        }
        (tmp_path / name).write_text(json.dumps(found))
        return tmp_path / name

    return write


def test_compares_with_the_fused_kernel(files):
    run = timings.read(files("new.json", bench("naive", 3e-3), bench("fused", 2e-6)))
    (group,) = run.concepts["activations/softmax"]

    assert group.base.name == "fused"
    assert group.ratio(group.timings[0]) == "1.5e+03 × (1.35e+03 to 1.65e+03)"
    assert [timing.time for timing in group.timings] == ["3 ms", "2 µs"]


def test_names_the_concept_after_the_group_where_a_file_has_several(files):
    run = timings.read(files("new.json", bench("naive", 1.0, group="relu step on cpu")))

    assert list(run.concepts) == ["activations/relu"]


def test_knows_a_change_from_its_noise(files):
    old = files("old.json", bench("naive", 1.0), bench("reference", 1.0))
    new = files("new.json", bench("naive", 1.1), bench("reference", 2.0), bench("fused", 1.0))

    (group,) = timings.read(new, old).groups.values()

    changes = {timing.name: timing.change for timing in group.timings}
    assert changes == {
        "naive": "1.10 ×, within the spread",
        "reference": "2.00 ×, slower",
        "fused": "new",
    }


def test_is_written_beside_its_figures_by_one_command(files, tmp_path):
    old, new = files("old.json", bench("fused", 1.0)), files("new.json", bench("fused", 3.0))

    command.main(new, old)

    page = (tmp_path / "benchmarks.html").read_text(encoding="utf-8")
    assert "A &lt;fast&gt; one" in page
    assert "3.00 ×, slower" in page
