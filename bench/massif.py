"""massif -- what valgrind's massif has seen of a program's memory: who had allocated what, at the moment before it began to let go of everything.

Knows the format of its file, https://valgrind.org/docs/manual/ms-manual.html, which is to hold a tree for each snapshot (--detailed-freq=1).
"""
import re
from collections import Counter

ENTRY = re.compile(r" n\d+: (\d+) (?:0x[0-9A-F]+: )?(.*)")      # of the first level: who called malloc


def before_the_end(snapshots):
    """From the last one backwards, for as long as there was more."""
    size = [int(re.search(r"mem_heap_B=(\d+)", s).group(1)) for s in snapshots]
    i = len(size) - 1
    while i > 0 and size[i - 1] >= size[i]:
        i -= 1
    return snapshots[i]


def allocated(text):
    """Bytes by who called malloc: "wax_client_on (client.c:22)", "SSL_new (in /usr/lib/libssl.so.3)"."""
    by = Counter()
    for line in before_the_end(text.split("\nsnapshot=")[1:]).splitlines():
        entry = ENTRY.match(line)
        if entry:
            by[entry.group(2)] += int(entry.group(1))
    return by
