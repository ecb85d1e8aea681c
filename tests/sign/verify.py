"""verify -- what the tests of signatures share: a folder, named promises, TAP.

Knows nothing of signatures.  A test raises Skip where the program that judges is not installed.
"""
import importlib.util
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import tap
from tap import Skip, test

folder = None


def python_with(module):
    """Goes on with the distribution's Python, for which its modules are packaged, where this one lacks the module."""
    if not importlib.util.find_spec(module) and sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3", "-B", *sys.argv])


def begin(prefix):
    global folder
    folder = tempfile.TemporaryDirectory(prefix=prefix)
    return folder.name


def end():
    tap.end(folder)
