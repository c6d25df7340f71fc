"""The lexical index, one a language, ranked by BM25 (adapter of tantivy)."""

import math
from collections.abc import Sequence
from pathlib import Path

import tantivy

from index.analysis import Word, content_words
from index.errors import IndexFault

_HEAP_BYTES = 64_000_000


def build_lexical(folder: Path, rows: Sequence[tuple[str, str, str, str]]) -> None:
    """Write the lexical index of one language; `rows` are (passage id, source id, force, terms).

    The terms are those of `index.analysis.analyse`, parted by spaces; they should hold the headings and
    the names of the provision too, so that a passage is found by them.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True)
    try:
        index = tantivy.Index(_schema(), path=str(folder))
        writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        for passage_id, source_id, force, terms in rows:
            writer.add_document(tantivy.Document(id=passage_id, source=source_id, force=force, terms=terms))
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as error:  # tantivy's own errors are ValueErrors
        raise OSError(str(error)) from error


class LexicalIndex:
    """An opened lexical index of one language."""

    def __init__(self, folder: Path, language: str) -> None:
        """Open the index in `folder`.

        Raises:
            IndexFault: the folder does not hold a lexical index that can be read.
        """
        self.language = language
        try:
            self._index = tantivy.Index.open(str(folder))
            self._searcher = self._index.searcher()
        except (ValueError, OSError) as error:
            raise IndexFault(
                "The word index in {folder} is damaged ({reason}). Build it again: python -m index build",
                folder=str(folder),
                reason=str(error),
            ) from error
        self.count = int(self._searcher.num_docs)

    def search(
        self, question: str, limit: int, sources: Sequence[str] = (), forces: Sequence[str] = ()
    ) -> list[tuple[str, float]]:
        """Return up to `limit` (passage id, BM25 score), best first, of passages that share a word.

        Stop words of the question do not count. `sources` and `forces` keep only passages of those.
        """
        schema = self._index.schema
        terms = {term for word in content_words(question, self.language) for term in word.terms}
        if not terms:
            return []
        words = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(schema, "terms", term))
                for term in sorted(terms)
            ]
        )
        query = words
        for field, kept in (("source", sources), ("force", forces)):
            if kept:
                among = tantivy.Query.term_set_query(schema, field, list(kept))
                query = tantivy.Query.boolean_query(
                    [
                        (tantivy.Occur.Must, query),
                        (tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0)),
                    ]
                )
        hits = self._searcher.search(query, limit).hits
        return [(str(self._searcher.doc(address)["id"][0]), float(score)) for score, address in hits]

    def ideal(self, question: str) -> float:
        """Return the BM25 score of a passage of usual length that has each content word once."""
        rarest = math.log(1 + (self.count + 0.5) / 0.5)
        return rarest * sum(self.rarity(word) for word in content_words(question, self.language))

    def rarity(self, word: Word) -> float:
        """Return the inverse document frequency of a word, 0 to 1: divided by that of an unknown word.

        A compound that no passage has is as rare as its commonest part.
        """
        frequency = self.frequency(word.whole) or self.frequency(word.terms)
        idf = math.log(1 + (self.count - frequency + 0.5) / (frequency + 0.5))
        return idf / math.log(1 + (self.count + 0.5) / 0.5)

    def frequency(self, terms: Sequence[str]) -> int:
        """Return in how many passages the commonest of `terms` stands; 0 when none is known."""
        return max((int(self._searcher.doc_freq("terms", term)) for term in terms), default=0)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("source", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("force", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("terms", stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()
