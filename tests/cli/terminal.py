#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A terminal that runs a command: terminal.py ROWS COLUMNS [--until WORDS] COMMAND...

Prints what stands on the terminal at the end, scrolled lines included, then "status N" (-N: died by signal N), then the
raw output, escaped, on a line of its own. With --until, Ctrl-C is typed as soon as the output has these words. Knows the
sequences that warpcost may use; any other is an error."""
import fcntl
import os
import pty
import re
import struct
import sys
import termios


class Screen:
    def __init__(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.lines, self.top, self.row, self.column = [""], 0, 0, 0

    def line_feed(self):
        self.row += 1
        while len(self.lines) <= self.row:
            self.lines.append("")
        self.top = max(self.top, self.row - self.rows + 1)

    def put(self, letter):
        if self.column == self.columns:
            self.line_feed()
            self.column = 0
        line = self.lines[self.row].ljust(self.column)
        self.lines[self.row] = line[: self.column] + letter + line[self.column + 1 :]
        self.column += 1

    def control(self, number, letter):
        if letter == "A":
            self.row = max(self.top, self.row - int(number or 1))
        elif letter == "K":
            self.lines[self.row] = self.lines[self.row][: self.column]
        elif letter == "J":
            self.lines[self.row] = self.lines[self.row][: self.column]
            del self.lines[self.row + 1 :]
        elif letter != "m":
            sys.exit(f"unknown sequence ESC [ {number} {letter}")

    def show(self, text):
        for found in re.finditer(r"\x1b\[([0-9;]*)([A-Za-z])|([^\x1b])", text, re.S):
            number, letter, plain = found.groups()
            if plain is None:
                self.control(number, letter)
            elif plain == "\r":
                self.column = 0
            elif plain == "\n":
                self.line_feed()
            else:
                self.put(plain)


def run(rows, columns, until, command):
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    child = os.fork()
    if child == 0:
        os.close(ours)
        os.login_tty(theirs) if hasattr(os, "login_tty") else login(theirs)
        os.execvp(command[0], command)
    os.close(theirs)
    raw, typed = b"", False
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            piece = b""
        if not piece:
            break
        raw += piece
        if until is not None and not typed and until.encode() in raw:
            os.write(ours, b"\x03")
            typed = True
    status = os.waitpid(child, 0)[1]
    return raw, os.waitstatus_to_exitcode(status)


def login(terminal):
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for number in range(3):
        os.dup2(terminal, number)


def main():
    rows, columns, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    until = None
    if command[0] == "--until":
        until, command = command[1], command[2:]
    raw, status = run(rows, columns, until, command)
    screen = Screen(rows, columns)
    screen.show(raw.decode())
    print("\n".join(line.rstrip() for line in screen.lines))
    print("status", status)
    print(repr(raw))


main()
