# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists, search, opening and registering on a million papers, by HTTP, beside floors of the run.

    ./congso bench documents [--documents N] [--users N] [--requests N]

200 random people from a seed, random words, filters and pages; every answer is checked; errors are
counted. Generator and server share the machine, so compare with the floors of the same run.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import platform
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import django

RESULTS = Path(__file__).parent / "results"
CLIENTS = 8
SEED = 48


@dataclass
class Figure:
    """One row of the table. Times in milliseconds."""

    name: str
    p50: float
    p95: float
    per_second: float
    count: int
    errors: int
    target: str = ""
    cpu: float | None = None  # milliseconds of the web service a request, without the database


@dataclass
class Person:
    login: str
    cookie: str
    kind: str


class Client:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str, cookie: str = "") -> tuple[int, bytes]:
        self.connection.request("GET", path, headers={"Cookie": cookie, "Host": "localhost"})
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def post(self, path: str, cookie: str, token: str, data: dict[str, str]) -> tuple[int, bytes]:
        headers = {
            "Cookie": f"{cookie}; csrftoken={token}", "X-CSRFToken": token, "Host": "localhost",
            "Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true",
        }  # fmt: skip
        self.connection.request("POST", path, urlencode(data), headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()


Act = Callable[[Client, random.Random], bool]


class Meter:
    """The processor time of the web service and its children, as the kernel counts it."""

    service: int = 0

    @classmethod
    def seconds(cls) -> float:
        ticks = sum(cls._ticks(pid) for pid in (cls.service, *cls._children(cls.service)))
        return ticks / os.sysconf("SC_CLK_TCK")

    @staticmethod
    def _children(pid: int) -> list[int]:
        try:
            return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except OSError:
            return []

    @staticmethod
    def _ticks(pid: int) -> int:
        try:
            after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0
        return int(after_name[11]) + int(after_name[12])


def measure(
    name: str, port: int, act: Act, count: int, *, clients: int = 1, target: str = ""
) -> Figure:
    """Run `act` `count` times over `clients` connections; errors are answers that are wrong."""
    times: list[float] = []
    errors = 0
    lock = threading.Lock()

    def work(number: int) -> None:
        nonlocal errors
        client, chance = Client(port), random.Random(f"{SEED}-{name}-{number}")
        for _ in range(count // clients):
            begun = time.perf_counter()
            try:
                fine = act(client, chance)
            except (OSError, http.client.HTTPException):
                fine, client = False, Client(port)
            took = time.perf_counter() - begun
            with lock:
                times.append(took * 1000)
                errors += not fine

    threads = [threading.Thread(target=work, args=(number,)) for number in range(clients)]
    begun, used = time.perf_counter(), Meter.seconds()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds, used = time.perf_counter() - begun, Meter.seconds() - used
    quantiles = statistics.quantiles(times, n=100)
    return Figure(
        name, round(quantiles[49], 1), round(quantiles[94], 1), round(len(times) / seconds, 1),
        len(times), errors, target, round(used * 1000 / len(times), 1),
    )  # fmt: skip


def prepare(documents: int, users: int) -> None:
    """The scale data, if it is not there yet."""
    from django.core.management import call_command  # noqa: PLC0415 (after setup)

    from congso.documents.models import Document  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    if not Document.objects.exists():
        begun = time.perf_counter()
        print(f"loading {documents:,} documents and {users:,} people …", flush=True)  # noqa: T201
        call_command("demo_scale", documents=documents, users=users)
        print(f"loaded in {time.perf_counter() - begun:.0f} s")  # noqa: T201


def people(chance: random.Random) -> dict[str, list[Person]]:
    """200 signed-in people: officers, and directors who see a whole agency."""
    from congso.organisation.models import Post, RoleGrant  # noqa: PLC0415

    officers = list(
        Post.objects.filter(position="member", unit__kind="room").values_list(
            "person_id", flat=True
        )
    )
    directors = list(
        Post.objects.filter(position="head", unit__code="S000-BGĐ").values_list(
            "person_id", flat=True
        )
    )
    clerks = list(
        RoleGrant.objects.filter(role="clerk")
        .order_by("pk")
        .values_list("person_id", flat=True)[:1]
    )
    return {
        "officer": [
            _sign_in(pk, "officer") for pk in chance.sample(officers, min(198, len(officers)))
        ],
        "director": [_sign_in(pk, "director") for pk in directors],
        "clerk": [_sign_in(pk, "clerk") for pk in clerks],
    }


def _sign_in(person_id: int, kind: str) -> Person:
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    from congso.accounts.models import Person as Account  # noqa: PLC0415

    account = Account.objects.get(pk=person_id)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session["signed_in_at"] = time.time()
    session.save()
    return Person(account.login, f"{settings.SESSION_COOKIE_NAME}={session.session_key}", kind)


@contextlib.contextmanager
def web() -> Iterator[int]:
    """The real web service on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {**os.environ, "CONGSO_HTTP_PORT": str(port), "CONGSO_DB_POOL": "1"}
    service = subprocess.Popen(
        [sys.executable, "-m", "congso", "serve", "web"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_it_answers(port)
        Meter.service = service.pid
        yield port
    finally:
        service.terminate()
        service.wait(20)


def _until_it_answers(port: int) -> None:
    for _ in range(300):
        try:
            if Client(port).get("/accounts/login/")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the web service did not start")


AT_WORK, WARM = 20, 6
WORDS = (
    "mưa lũ", "dịch tả lợn", "lúa", "báo cáo", "tàu cá", "kinh phí", "cháy rừng", "nước sạch",
    "đề nghị tổng hợp gửi trước ngày", "tuyên truyền vận động",  # in the files' text
    "vắc xin", "nông thôn mới", "quyết định", "phòng trừ", "giống", "thủy lợi", "kế hoạch năm",
)  # fmt: skip


def lists(port: int, who: dict[str, list[Person]], count: int) -> Iterator[Figure]:
    """First pages, middle pages, filters and searches.

    Officers at work have opened the list before, as all but the first page of a day; what that
    first one costs, in which a web process meets the person, is a figure of its own.
    """
    at_work = {"officer": who["officer"][:AT_WORK], "director": who["director"]}

    def page(people: list[Person]) -> Act:
        def act(client: Client, chance: random.Random) -> bool:
            person = chance.choice(people)
            status, body = client.get("/documents/all/", person.cookie)
            return status == 200 and b'class="row' in body

        return act

    def deep(client: Client, chance: random.Random) -> bool:
        person = who["director"][0]
        status, body = client.get(f"/documents/all/?cursor={middle}", person.cookie)
        return status == 200 and body.count(b'class="row') >= 50

    def found(kind: str) -> Act:
        def act(client: Client, chance: random.Random) -> bool:
            person = chance.choice(at_work[kind])
            query = urlencode({"q": chance.choice(WORDS)})
            return client.get(f"/documents/all/?{query}", person.cookie)[0] == 200

        return act

    def filtered(client: Client, chance: random.Random) -> bool:
        person = chance.choice(at_work["officer"])
        query = urlencode(_narrowed(chance))
        return client.get(f"/documents/all/?{query}", person.cookie)[0] == 200

    middle = _middle_cursor()
    goal = "p50 <= 40, p95 <= 100"
    others = iter(who["officer"][AT_WORK:])

    def first(client: Client, _chance: random.Random) -> bool:
        return client.get("/documents/all/", next(others).cookie)[0] == 200

    yield measure("list, first of the day", port, first, min(count, len(who["officer"]) - AT_WORK))
    for person in (*at_work["officer"], *at_work["director"]):
        for _ in range(WARM):
            Client(port).get("/documents/all/", person.cookie)
    yield measure("list, officer", port, page(at_work["officer"]), count, target=goal)
    yield measure("list, director", port, page(at_work["director"]), count, target=goal)
    yield measure("list, middle page", port, deep, count, target="as the first")
    yield measure(
        "list, 8 clients",
        port,
        page(at_work["officer"]),
        count * 2,
        clients=CLIENTS,
        target=">= 40/s",
    )
    yield measure("list, filtered", port, filtered, count, target="as the first")
    goal = "p50 <= 60, p95 <= 150"
    yield measure("search, officer", port, found("officer"), count, target=goal)
    yield measure("search, director", port, found("director"), count, target=goal)


def _narrowed(chance: random.Random) -> dict[str, str]:
    """Filters as people use them: a kind, a span of days, an urgency, words, or several."""
    first = datetime.now().astimezone() - timedelta(days=chance.randrange(30, 700))
    possible = {
        "type": str(chance.randrange(1, 20)),
        "since": first.strftime("%d/%m/%Y"),
        "until": (first + timedelta(days=chance.randrange(7, 90))).strftime("%d/%m/%Y"),
        "urgency": str(chance.choice((1, 2))),
        "q": chance.choice(WORDS),
    }
    chosen = chance.sample(sorted(possible), k=chance.randrange(1, 4))
    return {name: possible[name] for name in chosen}


def _middle_cursor() -> str:
    from congso.documents.models import Document  # noqa: PLC0415
    from congso.ui.keyset import encode_cursor  # noqa: PLC0415

    newest = Document.objects.order_by("-pk").values_list("pk", flat=True)[0]
    document = Document.objects.get(pk=newest // 2)
    return encode_cursor((document.created_at, document.pk))


def opening(port: int, who: dict[str, list[Person]], count: int) -> Figure:
    """Open papers of a list."""
    pages: dict[str, list[str]] = {}

    def act(client: Client, chance: random.Random) -> bool:
        person = who["officer"][chance.randrange(20)]
        if person.login not in pages:
            _status, body = client.get("/documents/all/", person.cookie)
            pages[person.login] = re.findall(r"/documents/[0-9a-f-]{36}/", body.decode())
        path = chance.choice(pages[person.login])
        return client.get(path, person.cookie)[0] == 200

    for person in who["officer"][:20]:
        _status, body = Client(port).get("/documents/all/", person.cookie)
        pages[person.login] = re.findall(r"/documents/[0-9a-f-]{36}/", body.decode())
    return measure("open a document", port, act, count, target="p50 <= 50")


def registering(port: int, who: dict[str, list[Person]], count: int) -> Figure:
    """Register papers by the clerk's form, eight at once, into one book; then count the book."""
    from congso.common import clock  # noqa: PLC0415
    from congso.documents.models import Book  # noqa: PLC0415

    clerk = who["clerk"][0]
    _status, body = Client(port).get("/documents/register/", clerk.cookie)
    text = body.decode()
    office = re.search(r'name="office".*?<option value="(\d+)"', text, re.DOTALL)
    kind = re.search(r'<option value="(\d+)" selected>Công văn', text)
    if not office or not kind:
        raise SystemExit("the form of registration did not show")
    token = "b" * 32
    book = Book.objects.get(office=office[1], kind="incoming", year=clock.today().year)
    before = book.last_number
    today = datetime.now().astimezone().strftime("%d/%m/%Y")

    def act(client: Client, chance: random.Random) -> bool:
        data = {
            "office": office[1], "arrived_on": today, "road": "exchange",
            "issuer": "text:Sở Tài chính", "type": kind[1], "urgency": "0", "secrecy": "normal",
            "symbol": f"{chance.randrange(1, 99999)}/STC-NS", "issued_on": today,
            "subject": f"V/v rà soát kinh phí lần {chance.random()}",
        }  # fmt: skip
        status, _body = client.post("/documents/register/", clerk.cookie, token, data)
        return status == 200

    figure = measure("register, 8 clients", port, act, count, clients=CLIENTS, target=">= 60/s")
    book.refresh_from_db()
    rows = book.documents.filter(number__gt=before).values_list("number", flat=True)
    gapless = sorted(rows) == list(range(before + 1, book.last_number + 1))
    if not gapless or book.last_number - before != figure.count - figure.errors:
        raise SystemExit("numbers are missing or doubled")
    return figure


def floors(port: int, count: int) -> Iterator[Figure]:
    """What the machine gives at best in this minute: a static file, one SELECT of 50 rows."""
    from django.db import connection  # noqa: PLC0415

    def static(client: Client, chance: random.Random) -> bool:
        return client.get("/static/favicon.svg")[0] == 200

    yield measure("floor: a static file", port, static, count)
    times = []
    with connection.cursor() as cursor:
        for _ in range(count):
            begun = time.perf_counter()
            cursor.execute("SELECT * FROM documents_document ORDER BY id DESC LIMIT 50")
            cursor.fetchall()
            times.append((time.perf_counter() - begun) * 1000)
    quantiles = statistics.quantiles(times, n=100)
    yield Figure(
        "floor: one SELECT of 50", round(quantiles[49], 2), round(quantiles[94], 2),
        round(1000 / statistics.mean(times)), count, 0,
    )  # fmt: skip


def show(figures: list[Figure]) -> None:
    print(  # noqa: T201
        f"{'':26} {'p50 ms':>8} {'p95 ms':>8} {'per s':>8} {'cpu ms':>8} {'n':>6} {'errors':>6}"
        "  target"
    )
    for f in figures:
        print(  # noqa: T201
            f"{f.name:26} {f.p50:8} {f.p95:8} {f.per_second:8} {f.cpu or '':8} {f.count:6}"
            f" {f.errors:6}  {f.target}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="congso bench documents")
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--users", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=200)
    args = parser.parse_args()
    django.setup()
    prepare(args.documents, args.users)
    chance = random.Random(SEED)
    with web() as port:
        who = people(chance)
        figures = list(floors(port, args.requests))
        figures += lists(port, who, args.requests)
        figures.append(opening(port, who, args.requests))
        figures.append(registering(port, who, args.requests * 2))
        figures += floors(port, args.requests)
    show(figures)
    row = {
        "at": datetime.now(UTC).isoformat(), "bench": "documents", "machine": platform.machine(),
        "cores": os.cpu_count(), "load": os.getloadavg(), "documents": args.documents,
        "users": args.users, "figures": [asdict(figure) for figure in figures],
    }  # fmt: skip
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / "documents.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
    if any(figure.errors for figure in figures):
        raise SystemExit("some answers were wrong")


if __name__ == "__main__":
    main()
