"""What pages show of a score has its word in the glossary."""

from pathlib import Path

import pytest

from assessments.scoring.values import Rule, Verdict

GLOSSARY = (Path(__file__).parents[3] / "docs" / "glossary.md").read_text(encoding="utf-8")


def meaning(word):
    return next(line for line in GLOSSARY.splitlines() if line.startswith(f"| {word} |"))


@pytest.mark.parametrize("name", Rule)
def test_every_rule_is_in_the_glossary(name):
    assert f"*{name}*" in meaning("rule")


@pytest.mark.parametrize("name", Verdict)
def test_every_verdict_is_in_the_glossary(name):
    assert name.value in meaning("verdict").removeprefix("| verdict |")
