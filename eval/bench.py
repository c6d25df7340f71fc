"""How long a warm answer takes, question by question."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from answer.assistant import Assistant
from eval.questions import Question

WARM_UP = 5


def bench_answers(questions: Sequence[Question], assistant: Assistant, rounds: int) -> dict[str, Any]:
    """Return percentiles, in milliseconds, over `rounds` passes through the questions.

    The first few answers, which load what is read lazily, are not counted.
    """
    for question in questions[:WARM_UP]:
        assistant.ask(question.text, preferred=question.lang)
    timings = [
        assistant.ask(question.text, preferred=question.lang).timings_ms
        for _ in range(rounds)
        for question in questions
    ]
    return {
        "answers": len(timings),
        **{
            part: _percentiles([getattr(timing, part) for timing in timings])
            for part in ("embed", "search", "answer", "total")
        },
    }


def _percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    return {
        f"p{percent}": round(float(np.percentile(milliseconds, percent)), 1) for percent in (50, 95, 99)
    }
