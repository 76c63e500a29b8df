"""Whether a window can be opened at all. With no display Qt aborts the process: this is settled before it is asked."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def display_available(environment: Mapping[str, str] | None = None) -> bool:
    env = os.environ if environment is None else environment
    if env.get("QT_QPA_PLATFORM", "").partition(":")[0] in ("offscreen", "minimal"):  # options follow a colon
        return True
    if sys.platform in ("win32", "darwin"):
        return True
    return _wayland(env) or _x11(env.get("DISPLAY", ""))


def _wayland(env: Mapping[str, str]) -> bool:
    name = env.get("WAYLAND_DISPLAY", "")
    return bool(name) and (Path(env.get("XDG_RUNTIME_DIR", "/")) / name).exists()


def _x11(display: str) -> bool:
    """Whether an X server answers at ``host:number.screen`` (X(7), "Display names")."""
    host, colon, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not colon or not number.isdecimal():
        return False
    import socket

    try:
        if host in ("", "unix"):
            path = f"/tmp/.X11-unix/X{number}"
            with socket.socket(socket.AF_UNIX) as server:
                for address in (path, "\0" + path):
                    try:
                        server.connect(address)
                    except OSError:
                        continue
                    return True
            return False
        with socket.create_connection((host, 6000 + int(number)), timeout=2):
            return True
    except OSError:
        return False
