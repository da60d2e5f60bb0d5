"""The wiring: each hook hands over to the module of tests/support that does the work."""

import atexit
import gc
from itertools import pairwise
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from tests.support import axes, claims, faults, implementations, pictures, tolerance
from tests.support.faults import judge, kills
from tests.support.implementations import counterexamples, verdicts
from tests.support.run import (
    benchmarks,
    examples,
    ledger,
    options,
    selection,
    strength,
    summary,
    terminal,
    vacuity,
)
from tests.support.versions import merge

pytest_plugins = ["tests.support.fixtures", "pytester"]  # this for the suite's own tests

examples.register_profiles()

CHOICE = pytest.StashKey[axes.Choice]()
LEDGER = pytest.StashKey[ledger.Ledger]()
KILLS = pytest.StashKey[list[kills.Kills]]()
VERDICTS = pytest.StashKey[list[verdicts.Verdict]]()
SHARES = pytest.StashKey[dict[str, int]]()


def pytest_addoption(parser):
    options.add(parser)


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist makes processes
def pytest_cmdline_main(config):
    options.spread(config)
    if config.getoption("merge"):
        return merge.merge(config.getoption("merge"), config.getoption("report"))
    return None


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    config.stash[CHOICE] = options.check(config)
    config.stash[ledger.IMPLEMENTATIONS] = config.stash[CHOICE].names
    config.stash[LEDGER] = ledger.Ledger()
    vacuity.count_asserts(config)
    if config.getoption("claims") == "json":
        terminal.talk_on_stderr(config)


def pytest_ignore_collect(collection_path, config):
    if collection_path.match(pictures.FILES) and not config.getoption("report"):
        return True
    expression = config.getoption("keyword")
    named = expression and collection_path.match("tests/**/*_*.py")
    if not named or config.stash[CHOICE].faults:
        return None
    left = selection.passed_over(collection_path, expression, config.stash[CHOICE].names)
    config.stash[LEDGER].unread |= left or set()
    return None if left is None else True


def pytest_report_header(config):
    return options.header(config, config.stash[CHOICE])


@pytest.hookimpl(trylast=True)  # after parametrize, so that device and dtype end the id
def pytest_generate_tests(metafunc):
    axes.generate(metafunc, metafunc.config.stash[CHOICE])


@pytest.hookimpl(tryfirst=True)  # before anything is deselected: the ledger knows what did not run
def pytest_collection_modifyitems(config, items):
    config.stash[LEDGER].claims = claims.read(items)
    choice = config.stash[CHOICE]
    examples.skip_slow(items, wanted=choice.thorough or "slow" in config.getoption("markexpr"))
    if choice.faults:
        config.stash[faults.TESTS] = faults.tests(items)
        others = [item for item in items if not item.get_closest_marker("fault")]
        config.hook.pytest_deselected(items=others)
        items[:] = faults.arranged(items)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if report.outcome == "skipped":
        collector.config.stash[LEDGER].skipped.add(collector.nodeid)
    return report


def pytest_collection_finish(session):
    gc.freeze()  # what torch and the tests are made of need not be searched for garbage
    atexit.register(gc.unfreeze)  # else it counts as leaked in the end, and triton says so
    stash = session.config.stash
    stash[LEDGER].partial = faults.partial(session)
    stash[SHARES] = examples.share_out(session.items, faults=stash[CHOICE].faults)


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session):
    config = session.config
    wanted = config.getoption("claims")
    if wanted:
        terminal.list_claims(config, config.stash[LEDGER], session.items, wanted)
        session.items.clear()
    result = yield
    again = faults.in_doubt(session)  # rejected by none: the same tests with more examples
    for item, after in pairwise([*again, None]):
        config.stash[SHARES][item.nodeid] *= examples.MORE
        config.stash[LEDGER].add_all(runtestprotocol(item, log=False, nextitem=after))
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    tolerance.begin()
    axes.skip_if_lacking(item)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item):
    fault = item.get_closest_marker("fault")
    run = counterexamples.watch(item)
    if share := item.config.stash[SHARES].get(item.nodeid):
        examples.prepare(item, share, run, faults=bool(fault))
    try:
        with implementations.in_its_own_words(item):
            result = yield
    except RuntimeError as error:
        axes.skip_if_missing(item, error)
        raise
    if fault:
        return result
    if complaint := (share and examples.too_few(item, share)) or vacuity.silent(item):
        pytest.fail(complaint, pytrace=False)
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    if not pyfuncitem.get_closest_marker("fault"):
        return counterexamples.called(pyfuncitem) or None
    judged = pyfuncitem.stash[faults.JUDGED] = judge.judge(pyfuncitem)
    if judged.crashed:
        pytest.fail("\n".join(judged.crashed), pytrace=False)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    result = yield
    if call.when == "setup":
        item.user_properties += [("claim", id) for id in claims.ids(item)]  # for --junit-xml
    if call.when == "call" or (call.when == "setup" and not result.passed):
        cell = ledger.cell_of(item)
        if result.passed:
            pictures.enter(cell, item)
        result.user_properties.append(("cell", ledger.close(cell, item, result)))
    return result


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return faults.scheduler(config, log) if config.stash[CHOICE].faults else None


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    """Take over what a worker of pytest-xdist collected."""
    node.config.stash[LEDGER].take_over(getattr(node, "workeroutput", {}).get("ledger", "{}"))


@pytest.hookimpl(optionalhook=True)
def pytest_benchmark_update_machine_info(machine_info):
    benchmarks.state(machine_info)


def pytest_sessionfinish(session):
    config = session.config
    book = config.stash[LEDGER]
    if hasattr(config, "workeroutput"):
        config.workeroutput["ledger"] = book.handed_over()
        return
    for outcome in config.pluginmanager.get_plugin("terminalreporter").stats.values():
        book.add_all(outcome)
    book.close(options.summary(config, config.stash[CHOICE]))
    book.run["risk"] = strength.risk(book)
    folder = config.getoption("report")
    choice = config.stash[CHOICE]
    if choice.faults:
        matrix = config.stash[KILLS] = kills.read(book)
        if kills.survivors(matrix) or kills.idle(matrix):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if folder:
            kills.write(matrix, Path(folder))
            ledger.write_pages(Path(folder), config.rootpath)
        return
    summary.append(book)
    found = config.stash[VERDICTS] = verdicts.read(book, choice.named)
    weak = [] if config.getoption("benchmark_only", None) else vacuity.complaints(book)
    weak += strength.complaints(book) if choice.usual else []
    if session.exitstatus == pytest.ExitCode.OK and (weak or any(it.empty for it in found)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    if folder:
        ledger.save(book.as_json(), Path(folder, "ledger.json"))
        verdicts.write(found, book.run, Path(folder))
        ledger.write_pages(Path(folder), config.rootpath)


@pytest.hookimpl(tryfirst=True)
def pytest_terminal_summary(terminalreporter, config):
    book, matrix = config.stash[LEDGER], config.stash.get(KILLS, [])
    judged, folder = config.stash.get(VERDICTS, []), config.getoption("report")
    terminal.summarize(terminalreporter, book, matrix, judged, folder)
