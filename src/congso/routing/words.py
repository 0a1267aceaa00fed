# SPDX-License-Identifier: AGPL-3.0-or-later
"""When two subjects are alike: shared words, accents and the words of every subject left out."""

from __future__ import annotations

from congso.common.vietnamese import fold

WORDS_KEPT = 40
# Words that nearly every subject has and that tell nothing.
_COMMON = (
    "v/v ve viec cua va cac nhung cho theo tai den tu trong nam thang ngay quy so ubnd tinh "
    "bao cao thuc hien trien khai phoi hop de nghi moi hop du tham gia gop y thao lay kien "
    "thong cong van ban nhiem vu ket qua tac"
)
COMMON = frozenset(_COMMON.split())


def words_of(subject: str) -> list[str]:
    """The folded words of a subject that can tell one matter from another."""
    words = (word.strip(".,;:()\"'“”/-") for word in fold(subject).split())
    telling = {word[:40] for word in words if len(word) > 1 and word not in COMMON}
    return sorted(telling)[:WORDS_KEPT]


def likeness(one: set[str], other: set[str]) -> float:
    """The share of common words, 0 to 1 (Jaccard)."""
    if not one or not other:
        return 0.0
    return len(one & other) / len(one | other)
