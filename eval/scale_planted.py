"""Planted answers: one invented fact with an invented name, which one passage alone can answer."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_TOLD = Path(__file__).with_suffix(".toml")
_LEAST_NUMBER, _MOST_NUMBER = 11, 99


@dataclass(frozen=True, slots=True)
class Fact:
    """An invented fact, and the question that asks for it, per language."""

    sentences: dict[str, str]
    questions: dict[str, str]


def invent_facts(count: int, seed: int) -> list[Fact]:
    """Return so many facts, each about a name of its own; the same seed gives the same ones."""
    told = tomllib.loads(_TOLD.read_text(encoding="utf-8"))
    names = [f"{a}{b}{c}" for a in told["openings"] for b in told["middles"] for c in told["endings"]]
    chance = np.random.default_rng((seed, 2))
    facts = []
    for place, name in enumerate(chance.choice(len(names), count, replace=False)):
        values = {"name": names[name], "number": int(chance.integers(_LEAST_NUMBER, _MOST_NUMBER + 1))}
        fact = told["fact"][place % len(told["fact"])]
        facts.append(Fact(_filled(fact["sentences"], values), _filled(fact["questions"], values)))
    return facts


def _filled(texts: dict[str, str], values: dict[str, object]) -> dict[str, str]:
    return {language: text.format(**values) for language, text in texts.items()}
