"""How good the order of what was found is, question by question (adapter of ir-measures)."""

from collections.abc import Mapping

import ir_measures
from ir_measures import RR, R, nDCG

from eval.trec import Run, in_order

_MEASURES = {
    "ndcg@10": nDCG @ 10,
    "recall@5": R @ 5,
    "recall@20": R @ 20,
    "recall@100": R @ 100,
    "mrr@10": RR @ 10,
}

MEASURES = tuple(_MEASURES)
"""The names of the measures, in the order in which they are shown."""


def measure(run: Run, grades: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, float]]:
    """Return, per measure, the value of every question of `grades`; 0 for one without a result.

    nDCG has the grade itself as its gain (not 2^grade - 1) and log2(rank + 1) as its discount. Recall
    is the share of all relevant passages, be they more than the cut. MRR is 1 over the rank of the
    first relevant passage, 0 beyond the cut. Relevant is a grade above 0.
    """
    # The tools beneath ir-measures do not treat equal and nearly equal scores alike, so each gets ranks.
    ranked = {
        question: {id: -float(rank) for rank, id in enumerate(in_order(run.get(question, {})))}
        for question in grades
    }
    judged = {question: dict(found) for question, found in grades.items()}
    values = {name: dict.fromkeys(grades, 0.0) for name in MEASURES}
    names = {counted: name for name, counted in _MEASURES.items()}
    if judged:
        for metric in ir_measures.iter_calc(list(names), judged, ranked):
            values[names[metric.measure]][metric.query_id] = float(metric.value)
    return values
