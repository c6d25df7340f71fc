"""Search over the project's own corpus with the packaged model: fair to languages, true to names."""

import math

import pytest

from index.contextual import contextualise
from index.late import token_weights
from index.search import Hit, Searcher
from ingest.corpus import locator_of
from ingest.language import recognise_language

SAME = [
    ("¿Qué pide la meta 12.7?", "What does target 12.7 ask for?", "SDG 12.7 (notes), target 12.7"),
    (
        "¿Cómo se calcula el puntaje del indicador 12.7.1?",
        "How is the score of indicator 12.7.1 worked out?",
        "SDG 12.7 (notes), indicator 12.7.1, score",
    ),
    (
        "¿Se puede certificar una empresa con ISO 20400?",
        "Can a company be certified to ISO 20400?",
        "ISO 20400 (notes), not certifiable",
    ),
    (
        "¿Prevé ISO 20400 un mecanismo de reclamación?",
        "Does ISO 20400 provide for a grievance mechanism?",
        "ISO 20400 (notes), clause 6.6",
    ),
    ("¿Quién dirige la Sesión 3?", "Who leads Session 3?", "Workshop brief, Session 3"),
    (
        "¿Cuáles son los objetivos del taller?",
        "What are the objectives of the workshop?",
        "Workshop brief, objectives",
    ),
    ("¿Cuándo es el almuerzo?", "When is lunch?", "Workshop brief, Lunch"),
    ("¿Qué dice el Principio Rector 6?", "What does Guiding Principle 6 say?", "UNGP 6"),
    (
        "¿Se aplica el Convenio 94 a los subcontratistas?",
        "Does Convention No. 94 apply to subcontractors?",
        "ILO Convention No. 94 (notes), article 1, subcontractors",
    ),
    (
        "trabajo forzoso y trabajo infantil",
        "forced labour and child labour",
        "SDG 12.7 (notes), target 8.7",
    ),
]


def locator(hit: Hit, searcher: Searcher) -> str:
    return locator_of(searcher.generation.library.sources[hit.passage.source_id], hit.passage)


@pytest.mark.parametrize(("spanish", "english", "provision"), SAME)
def test_a_question_finds_the_same_provision_in_spanish_and_in_english(
    spanish: str, english: str, provision: str, searcher: Searcher
) -> None:
    assert (recognise_language(spanish), recognise_language(english)) == ("es", "en")
    for question, language in ((spanish, "es"), (english, "en")):
        assert locator(searcher.search(question, language).hits[0], searcher) == provision


@pytest.mark.parametrize("accented", [spanish for spanish, _, _ in SAME[1:7:2]])
def test_a_question_typed_without_accents_finds_the_same_provision(
    accented: str, searcher: Searcher
) -> None:
    bare = accented.translate(str.maketrans("áéíóúÁÉÍÓÚñ", "aeiouAEIOUn", "¿"))
    first, again = (searcher.search(question, "es").hits[0] for question in (accented, bare))
    assert locator(first, searcher) == locator(again, searcher)


@pytest.mark.parametrize(
    ("question", "language", "provision"),
    [
        ("Principle 6", "en", "UNGP 6"),
        ("Principle 5", "en", "UNGP 5"),
        ("Principio Rector 6", "es", "UNGP 6"),
        ("Principio Rector 5", "es", "UNGP 5"),
        ("UNGP 5", "en", "UNGP 5"),
        ("PRNU 6", "es", "UNGP 6"),
        ("Principle 6 on contracts for services", "en", "UNGP 6"),
        ("Session 2", "en", "Workshop brief, Session 2"),
        ("Sesión 4", "es", "Workshop brief, Session 4"),
    ],
)
def test_a_named_provision_wins(question: str, language: str, provision: str, searcher: Searcher) -> None:
    first = locator(searcher.search(question, language).hits[0], searcher)
    assert first.removesuffix(", commentary") == provision


def test_both_versions_are_one_hit_with_the_readers_first(searcher: Searcher) -> None:
    for language in ("es", "en"):
        hits = searcher.search("ISO 20400, cláusula 6.6, clause 6.6", language).hits
        found = [(hit.passage.source_id, hit.passage.path) for hit in hits]
        assert len(found) == len(set(found))
        hit = hits[found.index(("iso-20400", ("clause-6.6",)))]
        assert hit.passage.language == language
        assert {version.passage.language for version in hit.versions} == {"es", "en"}


def test_filters_keep_what_they_name(searcher: Searcher) -> None:
    hits = searcher.search("derechos humanos", "es", 20, sources=["iso-20400"], languages=["es"]).hits
    assert hits
    assert {hit.passage.source_id for hit in hits} == {"iso-20400"}
    assert {v.passage.language for hit in hits for v in (*hit.versions, *hit.others)} == {"es"}


@pytest.mark.parametrize("question", ["¿Qué es eso?", "???", "de la que los", "", "compras " * 700])
def test_odd_questions_have_scores_that_are_numbers_in_order(question: str, searcher: Searcher) -> None:
    scores = [hit.score for hit in searcher.search(question, "es", 7).hits]
    assert len(scores) <= 7
    assert scores == sorted(scores, reverse=True)
    assert all(map(math.isfinite, scores))


@pytest.mark.parametrize("question", [SAME[0][0], SAME[0][1], "compras"])
def test_token_weights_add_up_to_one(question: str, searcher: Searcher) -> None:
    for asked in searcher.encode(question, "es").values():
        assert float(asked.weights.sum()) == pytest.approx(1, abs=1e-5)
        assert asked.weights.shape == (len(asked.encoded.spans),)


def test_a_question_weighs_its_rare_words_most(searcher: Searcher) -> None:
    asked = searcher.encode("¿Qué dice del almuerzo sobre las compras?", "es")["es"]
    weights = token_weights(asked.rarity, 0.3, 1)
    words = [asked.text[start:end] for start, end in asked.encoded.spans]
    by_word = dict(zip(words, weights, strict=True))
    lunch = max(weight for word, weight in by_word.items() if word in "almuerzo")
    assert lunch == max(weights)
    assert lunch > by_word["compras"] > by_word["sobre"]


def test_every_word_of_a_sentence_has_a_token_of_that_sentence(searcher: Searcher) -> None:
    """A tokenizer that joins the space before a word to it must not push the word out of its sentence."""
    library, tokens = searcher.generation.library, searcher.generation.tokens
    lost = []
    for source in library.sources:
        for language in library.languages_of(source):
            for passage in library.passages_of(source, language):
                for sentence in passage.sentences:
                    text = library.document(source, language).text
                    spans = tokens.of(library.rows([passage.id])[passage.id])[1]
                    places = contextualise(passage).to_document(spans)
                    inside = places[(places[:, 0] >= sentence[0]) & (places[:, 1] <= sentence[1])]
                    covered = {place for start, end in inside for place in range(start, end)}
                    lost += [text[n] for n in range(*sentence) if text[n].isalnum() and n not in covered]
    assert lost == []
