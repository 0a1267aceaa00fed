# SPDX-License-Identifier: AGPL-3.0-or-later
"""The whole instance in order: PostgreSQL, migration, demo, services; and back again."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from pathlib import Path

from congso.config.cli.serve_admin import DESCRIPTOR
from congso.config.cli.serve_worker import BEAT_FILE
from congso.config.cli.table import TABLE
from congso.config.env import Env, env
from congso.config.health import OK, database_and_worker
from congso.config.language import _
from congso.config.refusal import Refusal
from congso.config.runner import children, identity, instance
from congso.config.runner.postgres import Postgres, find_pg_bin
from congso.config.runner.probes import AdminProbe, BeatProbe, WebProbe
from congso.config.runner.service import Say, Service
from congso.config.speech import tell

LOOK_EVERY = 60.0


def run(*, demo: bool, empty: bool) -> int:
    """Run the instance until SIGINT, SIGTERM or SIGHUP; return the exit status."""
    instance.prepare_folders(env)
    held = instance.lock(env)
    try:
        return asyncio.run(_until_told(Instance(env, demo=demo, empty=empty)))
    finally:
        os.close(held)


async def _until_told(instance_here: Instance) -> int:
    """Run the instance; the first signal stops it in order, the second at once."""
    work = asyncio.create_task(instance_here.work())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, work.cancel, number.name)
    try:
        await work
    except asyncio.CancelledError as told:
        instance_here.say(_("stopping ({signal})").format(signal=" ".join(told.args)))
    finally:
        await instance_here.stop()
    instance_here.say(_("stopped"))
    return 0


def ready(name: str, url: str) -> None:
    """Say that a service truly answers; the form of this line is a promise, in any language."""
    tell(f"ready {name} {url}")


class Instance:
    """The parts of one instance and what is said about them in the foreground."""

    def __init__(self, env: Env, *, demo: bool, empty: bool) -> None:
        self.env = env
        self.demo = demo
        self.empty = empty
        self.gate = asyncio.Event()
        self.postgres: Postgres | None = None
        self.services: list[Service] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.admin: socket.socket | None = None
        self.new = env.data.data_dir / "new"  # stands while the first start is not through

    def say(self, line: str) -> None:
        """One line in the foreground, with the time."""
        tell(f"{time.strftime('%H:%M:%S')} {line}")

    async def work(self) -> None:
        """Start everything, say what is ready, then keep it."""
        for bind, port, variable in (
            (self.env.web.bind, self.env.web.http_port, "CONGSO_HTTP_PORT"),
        ):
            await instance.require_free(bind, port, variable)
        self.admin = await instance.admin_socket(self.env, self.say)
        await self._start_database()
        await self._command("migrate", _("migrating"), role="owner")
        await self._fill()
        self._define_services()
        self.tasks += [asyncio.create_task(service.keep()) for service in self.services]
        self.tasks.append(asyncio.create_task(self._announce()))
        done, _others = await asyncio.wait(self.tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()  # they end only by a failure

    # --- database

    async def _start_database(self) -> None:
        if not self.env.database.embedded:
            await self._await_foreign_database()
            return
        where = self.env.database
        chosen = identity.choose(where.cluster, find_pg_bin(), where.run_user)
        self.postgres = Postgres(where.cluster, where.socket_dir, self._log("postgres"), chosen)
        if not where.cluster.exists():
            self.say(_("making the database in {folder}").format(folder=where.cluster))
            self.new.touch()
        await asyncio.to_thread(self.postgres.create)
        await self.postgres.start()
        self.gate.set()
        self.tasks.append(asyncio.create_task(self._keep_database(self.postgres)))
        ready("database", f"postgresql:///congso?host={where.socket_dir}")

    async def _await_foreign_database(self) -> None:
        for _attempt in range(30):
            if (await asyncio.to_thread(database_and_worker))["database"] == OK:
                self.gate.set()
                return
            await asyncio.sleep(1)
        raise Refusal(_("The server of CONGSO_DATABASE_URL does not answer."))

    async def _keep_database(self, postgres: Postgres) -> None:
        """Start PostgreSQL again whenever it ends, and the workers, whose sessions it held."""
        pause = 0.5
        while postgres.child is not None:
            begun = time.monotonic()
            code = await postgres.child.wait()
            self.gate.clear()
            if time.monotonic() - begun > LOOK_EVERY:
                pause = 0.5
            self.say(_("database: ended ({status}); starts again").format(status=code))
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30.0)
            try:
                await postgres.start()
            except Refusal as refusal:
                self.say(f"database: {refusal}")
                continue
            self.gate.set()
            self.say(_("database: answers again"))
            for service in self.services:
                if service.name == "worker":
                    service.restart()

    # --- first contents

    async def _fill(self) -> None:
        """Load the demo organisation into a new instance, or when asked to."""
        wanted = self.demo or (self.new.exists() and not self.empty)
        if wanted and _has("demo load"):
            await self._command("demo load --if-empty", _("loading the demo organisation"))
        self.new.unlink(missing_ok=True)

    async def _command(
        self, name: str, title: str, *, role: str = "app", hear: Say | None = None
    ) -> None:
        """Run one command of ours to its end, passing on what it says."""
        log = self._log("-".join(word for word in name.split() if not word.startswith("-")))
        variables = {"CONGSO_DB_ROLE": role, "CONGSO_DB_POOL": "0", "PYTHONUNBUFFERED": "1"}
        words = [sys.executable, "-m", "congso", *name.split()]
        child = await children.start(words, log=log, heard=True, env=variables)
        patience = asyncio.create_task(self._keep_saying(title))
        try:
            if child.stdout is not None:
                async for line in child.stdout:
                    (hear or self.say)(line.decode("utf-8", "replace").rstrip())
            await child.wait()
        finally:
            patience.cancel()
            await children.stop(child, first=signal.SIGTERM, seconds=3)
        if child.returncode:
            reason = children.last_line(log).removeprefix("congso: ")
            raise Refusal(f"{title}: {reason} ({log})")

    async def _keep_saying(self, title: str) -> None:
        """Say that a long step goes on, at growing distances."""
        passed = 5
        while True:
            await asyncio.sleep(passed if passed == 5 else passed / 2)
            self.say(_("{title}: {seconds} s …").format(title=title, seconds=passed))
            passed *= 2

    # --- services

    def _define_services(self) -> None:
        web, beat = WebProbe(self.env), BeatProbe(self.env.data.run / BEAT_FILE)
        probes = (
            ("web", self.env.web.base_url, web.alive, web.works),
            ("worker", f"{self.env.web.base_url}/healthz", beat.alive, beat.alive),
        )
        self.services = [
            Service(name, url, self._log(name), alive, works, self.say, self.gate)
            for name, url, alive, works in probes
        ]
        if self.admin is not None:
            self.services.append(self._admin(self.admin))

    def _admin(self, listening: socket.socket) -> Service:
        """The admin port; its socket is ours, so that the port stays taken while it restarts.

        It begins when the pages are served, which people wait for, and needs no database.
        """
        alive = AdminProbe(self.env).alive
        number = listening.fileno()
        url = f"http://127.0.0.1:{self.env.web.admin_port}/health"
        return Service(
            "admin", url, self._log("admin"), alive, alive, self.say, self.services[0].ready,
            variables={DESCRIPTOR: str(number)}, sockets=(number,),
        )  # fmt: skip

    async def _announce(self) -> None:
        """Say of each service when it truly answers, then who may sign in."""
        await asyncio.gather(*(self._announce_one(service) for service in self.services))
        await self._say_how_to_set_up()
        await self._say_who_may_sign_in()
        while True:
            await asyncio.sleep(LOOK_EVERY)
            for log in self.env.data.logs.glob("*.log"):
                instance.shorten(log)

    async def _say_who_may_sign_in(self) -> None:
        """The demo's logins, for convenience: that they cannot be told is no reason to end."""
        if not _has("demo logins"):
            return
        try:
            await self._command("demo logins", _("who may sign in"), hear=tell)
        except Refusal as refusal:
            self.say(str(refusal))

    async def _say_how_to_set_up(self) -> None:
        """Of an empty instance: where the agency is entered, and the code for other machines."""
        if not _has("setup code"):
            return
        try:
            await self._command("setup code", _("first set-up"), hear=tell)
        except Refusal as refusal:
            self.say(str(refusal))

    async def _announce_one(self, service: Service) -> None:
        await service.ready.wait()
        ready(service.name, service.url)

    async def stop(self) -> None:
        """Stop in order: web, then jobs, then the database."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for service in self.services:
            await service.stop()
        if self.admin is not None:
            self.admin.close()
        if self.postgres is not None:
            await self.postgres.stop()

    def _log(self, name: str) -> Path:
        log = self.env.data.logs / f"{name}.log"
        instance.rotate(log)
        return log


def _has(name: str) -> bool:
    """True when the command is built."""
    return any(command.name == name for command in TABLE if command.built)
