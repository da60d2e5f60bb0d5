"""Every sentence of the notes is decided, where the catalogue of them is at hand to compare."""

import csv
import os

import pytest

VARIABLE = "EXECUTABLE_NOTES_CATALOGUE"
UNCHECKED = "not-checkable"


def test_is_decided_sentence_by_sentence(listing):
    """A CSV file with the columns `id` and `verdict`, one row a sentence."""
    if VARIABLE not in os.environ:
        pytest.skip(f"{VARIABLE} names no catalogue of the notes' sentences")
    with open(os.environ[VARIABLE], newline="", encoding="utf-8") as file:
        verdicts = {row["id"]: row["verdict"] for row in csv.DictReader(file)}
    tested = {claim["id"] for claim in listing if claim["tests"]}
    listed = {claim["id"] for claim in listing if claim["reason"]}

    checkable = {id for id, verdict in verdicts.items() if verdict != UNCHECKED}

    assert len(verdicts) > 800
    assert sorted(checkable - tested) == []
    assert sorted(verdicts.keys() - tested - listed) == []
