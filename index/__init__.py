"""From passages to hits: embedder, Chroma store, lexical index, token vectors, manifest, search."""
