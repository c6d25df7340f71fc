"""Passages are exact, lie in one provision and together hold every character, for any document."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from ingest.corpus import Corpus
from ingest.document import BlockKind, Document
from ingest.passages import MOST_CHARACTERS, Passage, split_document
from tests.ingest.exactness import assert_exact

Read = Callable[[str], Document]

SENTENCES = st.sampled_from(
    [
        "States should promote respect for human rights.",
        "States should promote respect for human rights.",  # likely to be repeated
        "See art. 5, párr. 2, e.g. núm. 12.7.1 of the annex!",
        "¿Qué exige la debida diligencia? «Nada», dijo…",
        "No full stop at the end",
        "人権を尊重する。次の文。",
        "e\u0301 \u200bzero\u200b width \u00a0 ﬁ 👩\u200d⚖️ \u202eright to left\u202c.",
        "A pipe | a <br> tag, a *star*, `code`, &amp; and <b>markup</b>.",
    ]
)
NAMES = st.sampled_from(
    ["Session 3", "Commentary", "Principio 5", "Scope", "Scope", "Anything else: a b", ""]
)
LINES = st.lists(SENTENCES, min_size=1, max_size=3).map(" ".join)
PARAGRAPHS = st.one_of(LINES, st.lists(SENTENCES, min_size=20, max_size=60).map(" ".join))
HEADINGS = st.builds(lambda level, name: f"{'#' * level} {name}", st.integers(1, 4), NAMES)
LISTS = st.lists(st.tuples(st.sampled_from(["- ", "  - ", "1. "]), PARAGRAPHS), min_size=1, max_size=4).map(
    lambda items: "\n".join(mark + text for mark, text in items)
)
CELLS = st.one_of(NAMES, LINES.map(lambda text: text.replace("|", "\\|")))
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=4).map(
    lambda rows: "\n".join(f"| {' | '.join(row)} |" for row in [rows[0], ["---"] * len(rows[0]), *rows[1:]])
)
ANYTHING = st.text(st.characters(codec="utf-8", exclude_characters="{"), max_size=200)
DOCUMENTS = st.lists(
    st.one_of(HEADINGS, PARAGRAPHS, LISTS, TABLES, ANYTHING, st.just("![](only-a-picture.png)")),
    max_size=12,
).map(lambda blocks: "\n\n".join(["A word so that no document is empty.", *blocks]))


@given(DOCUMENTS)
def test_passages_are_exact_and_hold_every_character(read: Read, markdown: str) -> None:
    document = read(markdown)
    assert_exact(document, split_document(document))


@given(DOCUMENTS)
def test_ids_are_unique_and_the_same_when_the_file_is_read_again(read: Read, markdown: str) -> None:
    ids = [passage.id for passage in split_document(read(markdown))]
    assert len(set(ids)) == len(ids)
    assert ids == [passage.id for passage in split_document(read(markdown))]


def test_passages_of_the_corpus_are_exact_and_hold_every_character(corpus: Corpus) -> None:
    assert len(corpus.documents) > 0
    for document in corpus.documents:
        assert_exact(document, split_document(document))
    ids = [passage.id for passage in corpus.passages()]
    assert len(set(ids)) == len(ids)


def test_every_character_that_can_be_quoted_is_in_a_sentence(corpus: Corpus) -> None:
    for document in corpus.documents:
        quotable = set[int]()
        for provision in document.provisions:
            quotable.update(*(range(*block.quotable) for block in provision.blocks))
        in_sentences = set[int]()
        for passage in split_document(document):
            in_sentences.update(*(range(*sentence) for sentence in passage.sentences))
        assert in_sentences <= quotable
        assert "".join(document.text[n] for n in sorted(quotable - in_sentences)).strip() == ""


def test_equal_text_twice_in_a_provision_keeps_two_ids(read: Read) -> None:
    row = "| the same | words |"
    first, second = rows(read(f"| a | b |\n|---|---|\n{row}\n{row}"))
    assert first.text == second.text
    assert first.id != second.id
    assert first.start < second.start


def test_equal_text_in_two_provisions_keeps_two_ids_of_their_own(read: Read) -> None:
    a, b = split_document(read("## Same {#a}\n\nThe same words.\n\n## Same {#b}\n\nThe same words."))
    assert a.text == b.text
    assert (a.path, b.path) == (("a",), ("b",))
    (alone,) = split_document(read("## Same {#b}\n\nThe same words."))
    assert a.id != b.id == alone.id


def test_an_id_does_not_depend_on_what_stands_before(read: Read) -> None:
    provision = "## Commentary\n\nStates should act."
    (alone,) = split_document(read(provision))
    *_, later = split_document(read(f"## Scope\n\nA new paragraph.\n\n{provision}"))
    assert later.id == alone.id
    assert later.start > alone.start


def test_an_id_changes_with_the_text(read: Read) -> None:
    (before,) = split_document(read("## Commentary\n\nStates should act."))
    (after,) = split_document(read("## Commentary\n\nStates must act."))
    assert before.id != after.id


def test_a_long_paragraph_is_cut_at_sentence_ends(read: Read) -> None:
    sentence = "States should promote respect for human rights."
    passages = split_document(read(" ".join([sentence] * 100)))
    most = MOST_CHARACTERS // (len(sentence) + 1)
    assert [len(p.sentences) for p in passages[:-1]] == [most] * (len(passages) - 1)
    assert sum(len(p.sentences) for p in passages) == 100
    assert all(p.text.startswith("States") and p.text.endswith("rights.") for p in passages)


def test_a_sentence_longer_than_a_passage_is_kept_whole(read: Read) -> None:
    (passage,) = split_document(read("word " * 400))
    assert passage.text == ("word " * 400).strip()


def test_an_abbreviation_does_not_end_a_sentence(read: Read) -> None:
    (passage,) = split_document(read("See art. 5 and para. 2 of the text. It says more."))
    assert len(passage.sentences) == 2


def test_a_heading_stays_with_what_follows_and_is_never_quoted(read: Read) -> None:
    document = read("## Scope\n\nStates should act.\n\n- One item.")
    (passage,) = split_document(document)
    quotes = [document.text[start:end] for start, end in passage.sentences]
    assert passage.text == "Scope\n\nStates should act.\n- One item."
    assert quotes == ["States should act.", "One item."]


def test_each_table_row_is_a_passage_of_its_own(read: Read) -> None:
    document = read("| Level | Score |\n|---|---|\n| low | 1 to 2 |\n| high | above 4 |")
    assert [row.text for row in rows(document)] == ["low | 1 to 2", "high | above 4"]
    assert [[head for head, _ in row.columns] for row in rows(document)] == [["Level", "Score"]] * 2
    kinds = [block.kind for block in document.provisions[0].blocks]
    assert kinds == [BlockKind.TABLE_HEAD, BlockKind.ROW, BlockKind.ROW]


def test_text_around_a_row_that_is_a_provision_is_not_joined_over_it(read: Read) -> None:
    table = "| a | b |\n|---|---|\n| Session 3 | about tools |"
    passages = split_document(read(f"Before the agenda.\n\n{table}\n\nAfter the agenda."))
    assert [(p.path, p.text) for p in passages] == [
        ((), "Before the agenda.\n\na | b"),
        (("session-3",), "Session 3 | about tools"),
        ((), "After the agenda."),
    ]


def rows(document: Document) -> list[Passage]:
    return [passage for passage in split_document(document) if passage.columns]
