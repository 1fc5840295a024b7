# SPDX-License-Identifier: Apache-2.0
"""The peers' servers: started here on free loopback ports, each in a folder, ended by process."""

import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import time

START_LIMIT_S = 30
POSTGRES_USER = "postgres"


class Missing(Exception):
    """Not installed on this machine; what to install."""


class Failed(Exception):
    """What went wrong, for whoever runs this."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(name, package, *places):
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin",
                                                     *map(str, places)]))
    if not found:
        raise Missing(f"{name} is not there: apt-get install {package}")
    return found


class Server:
    """A server for as long as a `with` block lasts."""

    user = None

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.port = free_port()
        self.process = None

    def command(self):
        raise NotImplementedError

    def is_ready(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def __enter__(self):
        as_user = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        log = self.folder / "log"
        with log.open("wb") as out:
            self.process = subprocess.Popen(self.command(), cwd=self.folder, stdout=out, stderr=out,
                                            stdin=subprocess.DEVNULL, **as_user)
        give_up = time.monotonic() + START_LIMIT_S
        try:
            while not self.is_ready():
                if self.process.poll() is not None or time.monotonic() > give_up:
                    raise Failed(f"{self.command()[0]} did not start; its log:\n{log.read_text()}")
                time.sleep(0.05)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=START_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Redis(Server):
    """In memory only."""

    def command(self):
        return [program("redis-server", "redis-server"), "--port", str(self.port),
                "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir",
                str(self.folder)]


class Beanstalkd(Server):
    """In memory only."""

    def command(self):
        return [program("beanstalkd", "beanstalkd"), "-l", "127.0.0.1", "-p", str(self.port)]


class Postgres(Server):
    """On the disk, with the memory and the planner's costs of a machine that has nothing else to
    do, and as durable as it is by itself."""

    SETTINGS = {"listen_addresses": "127.0.0.1", "shared_buffers": "512MB", "max_wal_size": "4GB",
                "random_page_cost": "1.1", "synchronous_commit": "on", "fsync": "on"}

    def __init__(self, folder):
        super().__init__(folder)
        versions = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"),
                          key=lambda path: float(path.parent.name))
        self.places = versions[-1:]
        # It refuses to be root.
        self.user = POSTGRES_USER if os.geteuid() == 0 else None
        self.role = self.user or pwd.getpwuid(os.geteuid()).pw_name
        if self.user:
            shutil.chown(self.folder, self.user, self.user)
            self.folder.chmod(0o755)
        initdb = program("initdb", "postgresql", *self.places)
        as_user = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        done = subprocess.run([initdb, "-D", self.folder / "data", "-A", "trust", "-E", "UTF8",
                               "--locale", "C"],
                              cwd=self.folder, capture_output=True, text=True, check=False,
                              **as_user)
        if done.returncode:
            raise Failed(f"initdb: {done.stderr}")

    def command(self):
        settings = {**self.SETTINGS, "port": str(self.port),
                    "unix_socket_directories": str(self.folder)}
        return [program("postgres", "postgresql", *self.places), "-D", str(self.folder / "data"),
                *(part for name, value in settings.items() for part in ("-c", f"{name}={value}"))]

    def is_ready(self):
        done = subprocess.run([program("pg_isready", "postgresql", *self.places), "-h", "127.0.0.1",
                               "-p", str(self.port)], capture_output=True, check=False)
        return done.returncode == 0

    def connect_flags(self):
        return ["-h", "127.0.0.1", "-p", str(self.port), "-U", self.role]

    def run(self, name, *arguments, text=None):
        """Runs one of its clients against it."""
        done = subprocess.run([program(name, "postgresql", *self.places), *self.connect_flags(),
                               *arguments], input=text, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failed(f"{name}: {done.stderr}")
        return done.stdout

    def __exit__(self, *_):
        # SIGTERM waits until all clients are gone; SIGINT does not.
        self.process.send_signal(2)
        super().__exit__()
