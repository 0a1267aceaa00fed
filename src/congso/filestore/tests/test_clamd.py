# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clamd client against a server that speaks the protocol, well and badly."""

import io

import pytest

from congso.filestore.clamd import Clamd, ScannerAway, ScanState, verdict_of

pytestmark = pytest.mark.unit


LETTER = "Kính gửi: Sở Nông nghiệp".encode()


def scan(server, content=LETTER, timeout=5):
    return Clamd(server.address, timeout=timeout).scan(io.BytesIO(content))


def test_the_exact_ok_is_clean_and_the_whole_content_was_sent(clamd):
    server = clamd(b"stream: OK\0")
    content = bytes(range(256)) * 1000

    assert scan(server, content).state is ScanState.CLEAN
    assert server.received == [content]


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", ScanState.INFECTED),
        (b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0", ScanState.LIMIT),
        (b"stream: Heuristics.Encrypted.Zip FOUND\0", ScanState.ENCRYPTED),
        (b"INSTREAM size limit exceeded. ERROR\0", ScanState.LIMIT),
        (b"stream: Can't allocate memory ERROR\0", ScanState.ERROR),
        (b"stream: OK FOUND\0", ScanState.INFECTED),
        (b"OK\0", ScanState.ERROR),
        (b"stream: ok\0", ScanState.ERROR),
        (b"stream: OK \0", ScanState.ERROR),
        (b"UNKNOWN COMMAND\0", ScanState.ERROR),
    ],
)
def test_everything_else_is_not_clean(clamd, answer, state):
    assert scan(clamd(answer)).state is state


def test_the_signature_is_told(clamd):
    assert scan(clamd(b"stream: Win.Test.EICAR_HDB-1 FOUND\0")).words == "Win.Test.EICAR_HDB-1"


def test_a_limit_told_by_closing_the_pipe_is_read(clamd):
    server = clamd(b"INSTREAM size limit exceeded. ERROR\0", read_limit=100_000)

    assert scan(server, bytes(20 << 20)).state is ScanState.LIMIT


def test_a_hanging_clamd_is_away(clamd):
    with pytest.raises(ScannerAway):
        scan(clamd(None), timeout=0.3)


def test_a_clamd_that_closes_without_a_word_is_away(clamd):
    with pytest.raises(ScannerAway):
        scan(clamd(b""))


def test_a_clamd_that_does_not_run_is_away(tmp_path):
    client = Clamd(f"unix:{tmp_path / 'none.ctl'}")

    assert client.ping() is False
    with pytest.raises(ScannerAway):
        client.scan(io.BytesIO(b"a"))


def test_ping(clamd):
    assert Clamd(clamd(b"").address).ping() is True


def test_an_unknown_reply_is_never_clean():
    assert verdict_of("").state is ScanState.ERROR
