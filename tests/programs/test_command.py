"""`python -m concepts.programs`: a person runs a program of the notes, and reads its figures."""

import os
import subprocess
import sys

import pytest
import torch

from concepts.data import iris
from concepts.data.diabetes import Diabetes
from concepts.data.mnist import VARIABLE, Mnist
from concepts.programs import diabetes_network as diabetes_program
from concepts.programs import hello_rnn, mnist_cnn, mnist_deep_mlp, mnist_linear, mnist_mlp
from concepts.programs import regression_network as regression
from concepts.programs.__main__ import PROGRAMS, main
from tests.support.axes import NOT_AVAILABLE
from tests.support.strategies import gaussian, generator, seeded


@pytest.fixture
def command(capsys):
    """What the command prints on stdout, line by line; it prints nothing else."""

    def run(*arguments):
        with torch.random.fork_rng():
            main(arguments)
        printed = capsys.readouterr()
        assert printed.err == ""
        return printed.out.splitlines()

    return run


@pytest.fixture
def noise(monkeypatch):
    """640 images of noise to train on and 100 to be tested on, in the place of the digits."""
    images = torch.randint(256, (740, 28, 28), generator=generator(0), dtype=torch.uint8)
    labels = torch.randint(10, (740,), generator=generator(1))
    digits = Mnist(images[:640], labels[:640], images[640:], labels[640:], "noise")
    monkeypatch.setattr("concepts.data.mnist.load", lambda: digits)
    return digits


@pytest.fixture
def lengths(monkeypatch):
    """What is handed through the bar, each time how much."""
    found = []

    def bar(items):
        found.append(len(items))
        return iter(items)

    monkeypatch.setattr("concepts.programs.__main__.bar", bar)
    return found


def test_writes_nothing_of_a_bar_to_a_pipe(pytestconfig):
    """In a process of its own: 3 epochs of 3 nets, and not one byte that moves a cursor."""
    done = subprocess.run(
        [sys.executable, "-m", "concepts.programs", "hello_rnn", "--epochs=3"],
        cwd=pytestconfig.rootpath,
        env=os.environ | {"CI": ""},
        check=True,
        capture_output=True,
        timeout=120,
    )

    assert done.stdout.count(b"\n") == 9
    assert done.stderr == b""
    assert not {b"\x1b", b"\r"} & set(done.stdout)


def test_lists_the_programs_when_none_is_named(command):
    assert command() == [
        "diabetes_network, 100 epochs",
        "hello_rnn, 15 epochs",
        "mnist_cnn, 10 epochs",
        "mnist_deep_mlp, 100 epochs",
        "mnist_linear, 10 epochs",
        "mnist_mlp, 1 epochs",
        "regression_network, 20000 epochs",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("mnist", "invalid choice: 'mnist'"),
        ("hello_rnn --device=abacus", "torch cannot compute on 'abacus' here"),
        ("hello_rnn --device=meta", "torch cannot compute on 'meta' here"),
        ("hello_rnn --epochs=0", "'0' is no whole number from 1"),
        ("hello_rnn --epochs=1.5", "'1.5' is no whole number from 1"),
        ("hello_rnn --seed=-1", "'-1' is no whole number from 0"),
        (f"hello_rnn --seed={2**63}", f"'{2**63}' is no whole number from 0"),
        ("mnist_mlp --epochs=2", "mnist_mlp trains for one epoch, as its note does"),
        ("mnist_cnn", "there is no folder"),
    ],
)
def test_says_in_a_sentence_what_is_wrong(monkeypatch, tmp_path, capsys, arguments, sentence):
    monkeypatch.setenv(VARIABLE, f"{tmp_path / 'none'}")

    with torch.random.fork_rng(), pytest.raises(SystemExit) as ended:
        main(arguments.split())

    said = f"{ended.value.code} {capsys.readouterr().err}"
    assert ended.value.code not in (0, None)
    assert f" {sentence}" in f" {said}"


def test_says_which_options_it_has(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])

    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert said.startswith("usage: python -m concepts.programs [-h] [--seed SEED]")
    assert "unless given, those of the note" in said
    assert "A program prints the figures of its note" in said


@pytest.mark.parametrize("seed", [0, 2**63 - 1])
def test_prints_the_word_of_each_net_after_each_epoch(command, seed):
    programs = {"cell": hello_rnn.CELL, "rnn": hello_rnn.RNN, "embedding": hello_rnn.EMBEDDING}
    wanted = []
    for name, program in programs.items():
        run = hello_rnn.Hello(program, 1, seed).fit(2)
        for epoch in (0, 1):
            word = hello_rnn.spell(run.answers[epoch])[0]
            wanted.append(f"{name}, epoch {epoch + 1}: {word}, loss {run.losses[epoch].item():.3f}")

    assert command("hello_rnn", f"--seed={seed}", "--epochs=2") == wanted


def test_takes_the_first_seed_and_the_epochs_of_the_note_if_none_is_given(command):
    plain = command("hello_rnn")

    assert plain == command("hello_rnn", "--seed=0", "--epochs=15", "--device=cpu")
    assert plain != command("hello_rnn", "--seed=1")


def test_prints_the_loss_of_each_epoch_over_the_patients(command, lengths, monkeypatch):
    table = torch.cat([gaussian(0, 20, 8), gaussian(1, 20, 1).sign() / 2 + 0.5], 1).float()
    data = Diabetes(table.numpy(), "a table", real=False)
    monkeypatch.setattr("concepts.data.diabetes.load", lambda: data)
    with seeded(4):
        net = diabetes_program.DiabetesNetwork()
    losses = diabetes_program.fit(net, *diabetes_program.split(data.table), epochs=3)

    lines = command("diabetes_network", "--seed=4", "--epochs=3")

    assert lines == [
        "a table (20 rows)",
        *(f"{i} {loss}" for i, loss in enumerate(losses.tolist())),
    ]
    assert lengths == [3]


@pytest.mark.parametrize(
    ("epochs", "shown"), [(3, [0, 1, 2]), (25, [0, 3, 6, 9, 12, 15, 18, 21, 24])]
)
def test_prints_ten_losses_of_the_regression_network(command, lengths, epochs, shown):
    """And at last its error on flowers that it has not seen."""
    pytest.importorskip("mlxtend", reason=f"{NOT_AVAILABLE}scikit-learn ships the flowers")
    seen, unseen = regression.split(iris.load())
    with seeded(4):
        net = regression.RegressionNetwork()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-6)
    curve = regression.loss_curve(net, [seen] * epochs, optimizer)

    lines = command("regression_network", "--seed=4", f"--epochs={epochs}")

    assert lines == [
        "100 + 50 flowers",
        *(f"epoch {i}, loss {curve.losses[i]:.6f}" for i in shown),
        f"mean squared error {regression.error(net, *unseen):.4f} on the other flowers",
    ]
    assert lengths == [epochs]


def test_prints_the_windows_of_the_linear_net_and_its_accuracy(
    command, lengths, noise, monkeypatch
):
    monkeypatch.setattr(mnist_mlp, "WINDOW", 4)
    run = mnist_mlp.run(noise, 3)
    first, second = run.losses[:8].reshape(2, 4).mean(1).tolist()

    assert command("mnist_mlp", "--seed=3") == [
        "noise (640 + 100 rows)",
        f"batch 4, loss {first:.4f}",
        f"batch 8, loss {second:.4f}",
        f"{run.test_accuracy:.2%} of the test digits",
    ]
    assert lengths == [10]


def test_prints_a_row_for_each_epoch_of_the_linear_layer(command, lengths, noise):
    one, two = mnist_linear.run(noise, 3, epochs=2).table

    assert command("mnist_linear", "--seed=3", "--epochs=2") == [
        "noise (640 + 100 rows)",
        f"epoch 1, {one}",
        f"epoch 2, {two}",
    ]
    assert len(lengths) > 0


@pytest.mark.parametrize(
    "program", [mnist_deep_mlp, mnist_cnn], ids=["mnist_deep_mlp", "mnist_cnn"]
)
def test_prints_the_lines_and_the_accuracies_of_each_epoch(
    command, lengths, noise, monkeypatch, program
):
    monkeypatch.setattr(mnist_deep_mlp, "WINDOW", 10)
    (epoch,) = program.run(noise, 3, epochs=1).epochs
    name = program.__name__.rpartition(".")[2]

    lines = command(name, "--seed=3", "--epochs=1")

    assert len(epoch.lines) == 2
    assert lines == [
        "noise (640 + 100 rows)",
        *map(str, epoch.lines),
        f"{epoch.printed_accuracy:.2%} of the training digits",
        f"{epoch.test_accuracy:.2%} of the test digits",
    ]
    assert lengths == [1]
    assert PROGRAMS[name][1] == {"mnist_deep_mlp": 100, "mnist_cnn": 10}[name]
