"""Writes all vectors: python3 generate.py. Needs cryptography, kyber-py and zstandard from PyPI."""

import json
import pathlib

import audit
import documents
import envelope
import frames
import http_signatures
import key_files
import partial_vectors

ROOT = pathlib.Path(__file__).resolve().parent.parent

written = set()
for family in (audit, documents, key_files, http_signatures, envelope, frames, partial_vectors):
    for name, vector in family.vectors():
        path = ROOT / (name + ".json")
        assert path not in written, name
        written.add(path)
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(vector, ensure_ascii=False, indent=1) + "\n")
for path in ROOT.glob("*/*.json"):
    if path not in written:
        path.unlink()
print(len(written), "vectors")
