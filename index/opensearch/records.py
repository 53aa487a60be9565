"""Records beside the paragraphs: packed, split into documents of acceptable size, with a checksum."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from index.errors import REBUILD, CorruptIndex
from index.language import gettext
from index.manifest import Sources, all_reprints, reprints_from_json, sources_from_json, sources_to_json
from index.opensearch.client import Cluster
from index.opensearch.commit import Blob, Commit
from index.opensearch.mapping import writing_alias
from index.opensearch.retry import retry
from index.reprints import Reprint
from index.segment.vocabulary import Vocabulary, merged

CHUNK: Final = 3 << 20
"""Packed bytes in a document, where they take a third more."""
_TIMEOUT: Final = 60.0


@dataclass(frozen=True, slots=True)
class RecordWriter:
    """Writes the records of one commit, with ids that no other session makes. since: the session's term."""

    cluster: Cluster
    index: str
    since: int

    def sources(self, sources: Sources) -> Blob:
        """Write the source records."""
        return self._write("sources", sources_to_json(sources))

    def reprints(self, sources: Sources) -> Blob | None:
        """Write the reprints of the sources, if there are any."""
        found = [each.to_json() for each in all_reprints(sources)]
        return self._write("reprints", {"reprints": found}) if found else None

    def vocabulary(self, vocabulary: Vocabulary) -> Blob:
        """Write a vocabulary."""
        data = {"words": list(vocabulary.words), "frequencies": vocabulary.frequencies.tolist()}
        return self._write("words", data)

    def _write(self, role: str, data: dict[str, Any]) -> Blob:
        content = json.dumps(data, ensure_ascii=True, separators=(",", ":")).encode()
        packed = gzip.compress(content, 6, mtime=0)
        ids = []
        for number, start in enumerate(range(0, len(packed), CHUNK)):
            chunk = base64.b64encode(packed[start : start + CHUNK]).decode()
            ids.append(f"{role}-{self.since}-{number}")
            self._put(ids[-1], {"role": role, "since": self.since, "payload": {"content": chunk}})
        return Blob(tuple(ids), hashlib.sha256(content).hexdigest())

    def _put(self, document: str, body: dict[str, Any]) -> None:
        path = f"/{writing_alias(self.index)}/_doc/{document}"
        params = {"require_alias": "true"}
        retry(lambda: self.cluster.request("PUT", path, body, params=params, timeout=_TIMEOUT))


def read_blob(cluster: Cluster, index: str, blob: Blob) -> dict[str, Any]:
    """The object that was written; raises CorruptIndex if it has changed."""
    found = [cluster.get(each, index=index) for each in blob.ids]
    name = blob.ids[0] if blob.ids else "-"
    if None in found:
        raise CorruptIndex(gettext("索引已损坏：缺少记录 %(name)s", name=name), next_step=gettext(REBUILD))
    try:
        chunks = [base64.b64decode(each["payload"]["content"], validate=True) for each in found if each is not None]
        content = gzip.decompress(b"".join(chunks))
        data = json.loads(content) if hashlib.sha256(content).hexdigest() == blob.sha256 else None
    except (KeyError, TypeError, ValueError, OSError, EOFError, zlib.error):
        data = None
    if not isinstance(data, dict):
        raise CorruptIndex(gettext("索引已损坏：记录 %(name)s 与写入时不同", name=name), next_step=gettext(REBUILD))
    return data


def read_sources(cluster: Cluster, commit: Commit) -> Sources:
    """The source records; raises CorruptIndex."""
    try:
        return sources_from_json(read_blob(cluster, commit.index, commit.sources))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise CorruptIndex(gettext("索引已损坏：来源记录无法读取"), next_step=gettext(REBUILD)) from None


def read_reprints(cluster: Cluster, commit: Commit) -> tuple[Reprint, ...]:
    """The reprints of the reports; raises CorruptIndex."""
    if commit.reprints is None:
        return ()
    try:
        return reprints_from_json(read_blob(cluster, commit.index, commit.reprints)["reprints"])
    except (KeyError, TypeError, ValueError):
        raise CorruptIndex(gettext("索引已损坏：转载记录无法读取"), next_step=gettext(REBUILD)) from None


def read_vocabulary(cluster: Cluster, commit: Commit) -> Vocabulary:
    """Vocabulary of all that was ever added; removed documents still count.

    Raises CorruptIndex.
    """
    return merged(_vocabulary(cluster, commit.index, blob) for blob in commit.words)


def _vocabulary(cluster: Cluster, index: str, blob: Blob) -> Vocabulary:
    data = read_blob(cluster, index, blob)
    try:
        words, frequencies = data["words"], np.array(data["frequencies"], np.uint32)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise CorruptIndex(gettext("索引已损坏：词表记录无法读取"), next_step=gettext(REBUILD)) from None
    return Vocabulary(words, frequencies)
