#!/usr/bin/env python3
"""Every man page of the library has an example, and it compiles without a warning.

usage: examples.py COMPILER INCLUDE_DIR PAGE...     (TAP)"""
import re
import subprocess
import sys


def example(page):
    """The literal block of EXAMPLES, with roff's \\e turned back into a backslash."""
    section = open(page, encoding='utf-8').read().partition('.Sh EXAMPLES')[2].partition('\n.Sh ')[0]
    block = re.search(r'^\.Bd -literal\n(.*?)^\.Ed$', section, re.S | re.M)
    return block.group(1).replace('\\e', '\\') if block else ''


def complaint(compiler, include, source):
    """What the compiler has to say about it; '' is praise."""
    if 'int main(void)' not in source:
        return 'there is no complete program under EXAMPLES'
    command = compiler.split() + ['-std=c11', '-Wall', '-Wextra', '-Werror', '-fsyntax-only', '-I', include, '-x', 'c', '-']
    return subprocess.run(command, input=source, text=True, capture_output=True).stderr


def main():
    compiler, include, *pages = sys.argv[1:]
    failed = 0
    for number, page in enumerate(pages, 1):
        words = complaint(compiler, include, example(page))
        failed += bool(words)
        print(''.join(f'# {line}\n' for line in words.splitlines()), end='')
        print(f'{"not " if words else ""}ok {number} - the example of {page.rpartition("/")[2]} compiles')
    print(f'1..{len(pages)}')
    return failed > 0


sys.exit(main())
