"""Models of the real architectures, small enough to be made within a test; their weights are random."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

from index.embedder import Encoded
from settings import ROOT, Settings

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
WIDTH = 32
WINDOW = 512


def write_tiny_model(folder: Path, pooling: str = "mean", **config: Any) -> Path:
    """Write an XLM-RoBERTa as the hub holds e5 and bge-m3: normalised, its tokenizer a Unigram model.

    `config` goes into config_sentence_transformers.json; return the folder.
    """
    from sentence_transformers.base.modules import Normalize
    from sentence_transformers.sentence_transformer.modules import Pooling

    return save(folder, [Pooling(WIDTH, pooling), Normalize()], **config)


def save(folder: Path, after: list[Any], padding: str = "right", **config: Any) -> Path:
    """Save a tiny XLM-RoBERTa followed by the modules `after`; return the folder."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer

    plain = folder.with_name(f"{folder.name}-plain")
    _write_transformer(plain, padding)
    model = SentenceTransformer(
        modules=[Transformer(str(plain), max_seq_length=WINDOW), *after], device="cpu"
    )
    model.save(str(folder))
    path = folder / "config_sentence_transformers.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | config), encoding="utf-8")
    return folder


def _write_transformer(folder: Path, padding: str) -> None:
    import torch
    from transformers import XLMRobertaConfig, XLMRobertaModel

    torch.manual_seed(1)
    config = XLMRobertaConfig(
        vocab_size=unigram().get_vocab_size(),
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=WINDOW + 2,  # positions count from the padding's id
        type_vocab_size=1,
        pad_token_id=1,
    )
    XLMRobertaModel(config, add_pooling_layer=False).save_pretrained(folder)
    unigram().save(str(folder / "tokenizer.json"))
    names = dict(zip(("bos", "pad", "eos", "unk", "mask"), SPECIAL, strict=True))
    tokens = {f"{name}_token": token for name, token in names.items()}
    settings = {
        **tokens, "cls_token": "<s>", "sep_token": "</s>", "model_max_length": WINDOW,
        "padding_side": padding, "tokenizer_class": "XLMRobertaTokenizer",
    }  # fmt: skip
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")


@cache
def unigram() -> Tokenizer:
    """Return a Unigram tokenizer as XLM-RoBERTa has it, trained on the notes on national law."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    files = [str(path) for path in sorted((ROOT / "corpus" / "national-law").glob("*.md"))]
    trainer = trainers.UnigramTrainer(
        vocab_size=800, special_tokens=list(SPECIAL), unk_token="<unk>", show_progress=False
    )
    tokenizer.train(files, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer


def with_model(folder: Path | str) -> Settings:
    """Return settings that name a model, computed with in float32."""
    return replace(Settings(), model=str(folder), precision="float32")


def close(one: Encoded, other: Encoded) -> bool:
    """Return whether two texts have the same vectors, but for rounding."""
    vectors = np.allclose(one.vector, other.vector, atol=1e-4)
    return bool(vectors and np.allclose(one.tokens, other.tokens, atol=2e-3))
