"""The proxy of deploy/ in front of nodes on this machine: the files that are shipped, with other ports and names."""

import os
import re
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SBIN = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
PATIENCE_SECONDS = 20
NGINX = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


def program(name):
    """Return the path of a proxy, or None when it is not installed."""
    return shutil.which(name, path=SBIN)


def free_ports(n):
    doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [door.getsockname()[1] for door in doors]
    for door in doors:
        door.close()
    return ports


def caddy(folder, port, nodes, **more):
    """Return command and environment of Caddy with deploy/Caddyfile."""
    (admin,) = free_ports(1)
    environment = {
        **os.environ,
        "FIELDSCHOOL_SITE": f"http://127.0.0.1:{port}",
        "FIELDSCHOOL_NODES": " ".join(nodes),
        "CADDY_ADMIN_PORT": str(admin),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        **more,
    }
    return [
        program("caddy"),
        "run",
        "--config",
        PROJECT / "deploy" / "Caddyfile",
        "--adapter",
        "caddyfile",
    ], environment


def nginx_site(port, nodes):
    """Return deploy/nginx.conf for plain http on ``port``: nobody here has a certificate."""
    text = (PROJECT / "deploy" / "nginx.conf").read_text()
    text = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", text, count=1, flags=re.DOTALL)
    text = re.sub(r"^ +ssl_.*\n", "", text, flags=re.MULTILINE)
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};").replace("school.example.org", "127.0.0.1")
    shipped = re.findall(r"^    server 127\.0\.0\.1:\d+", text, re.MULTILINE)
    for line, node in zip(shipped, nodes, strict=True):
        text = text.replace(line, f"    server {node}", 1)
    return text


def nginx(folder, port, nodes):
    """Return command and environment of nginx with deploy/nginx.conf."""
    file = folder / "nginx.conf"
    file.write_text(NGINX.format(folder=folder, site=nginx_site(port, nodes)))
    return [program("nginx"), "-c", file, "-e", folder / "error.log"], os.environ


@contextmanager
def proxy(name, folder, nodes):
    """Yield the port of a running proxy in front of ``nodes``, which are ``host:port``."""
    (port,) = free_ports(1)
    folder.mkdir(exist_ok=True)
    command, environment = {"caddy": caddy, "nginx": nginx}[name](folder, port, nodes)
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            _wait_for(port, process, folder / "log")
            yield port
        finally:
            process.terminate()
            try:
                process.wait(timeout=PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def _wait_for(port, process, log):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        else:
            return
