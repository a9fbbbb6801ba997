# SPDX-License-Identifier: GPL-3.0-or-later
"""A workbook (Office Open XML) as its XML says it, and a calculator of the formulas that reports are made of: numbers, texts, references, names, the
four operations, comparisons, IF, MAX, MIN, SUM, SUMIF, SUMPRODUCT and NA. It knows nothing of the program that wrote the book."""
import re
import xml.etree.ElementTree as tree
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
NOT_AVAILABLE = float("nan")  # spreads through sums as #N/A does


class Cell:
    def __init__(self, formula, value):
        self.formula, self.value = formula, value


def column_number(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def address(text):
    letters, row = re.fullmatch(r"\$?([A-Z]+)\$?([0-9]+)", text).groups()
    return column_number(letters), int(row)


def unescaped(text):
    """_x0041_ is an A."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m.group(1), 16)), text)


class Book:
    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            self.members = archive.namelist()
            self.parts = {name: archive.read(name) for name in self.members}
        for name, bytes_ in self.parts.items():
            if name.endswith((".xml", ".rels")):
                tree.fromstring(bytes_)  # well-formed, all of it
        root = tree.fromstring(self.parts["xl/workbook.xml"])
        targets = {r.get("Id"): r.get("Target") for r in tree.fromstring(self.parts["xl/_rels/workbook.xml.rels"])}
        strings = [unescaped("".join(t.text or "" for t in si.iter(MAIN + "t"))) for si in tree.fromstring(self.parts["xl/sharedStrings.xml"])]
        self.sheets, self.names = {}, {}
        for sheet in root.iter(MAIN + "sheet"):
            self.sheets[sheet.get("name")] = self.read(tree.fromstring(self.parts["xl/" + targets[sheet.get(RELATION)]]), strings)
        for name in root.iter(MAIN + "definedName"):
            if not name.get("name").startswith("_xlnm"):
                self.names[name.get("name")] = name.text

    @staticmethod
    def read(root, strings):
        cells = {}
        for c in root.iter(MAIN + "c"):
            formula, value, kind = c.find(MAIN + "f"), c.find(MAIN + "v"), c.get("t", "n")
            if value is None and formula is None:
                continue
            text = value.text
            cells[address(c.get("r"))] = Cell(None if formula is None else formula.text, strings[int(text)] if kind == "s" else float(text) if kind == "n" else unescaped(text))
        return cells

    def formulas(self, words=False):
        """Cells whose formula gives a number, or words: the latter are left to a spreadsheet."""
        return [(sheet, at, cell) for sheet, cells in self.sheets.items() for at, cell in cells.items()
                if cell.formula is not None and isinstance(cell.value, str) == words]

    def rows(self, sheet):
        """Lists of values, row by row, from the first column."""
        out = {}
        for (column, row), cell in self.sheets[sheet].items():
            out.setdefault(row, {})[column] = cell.value
        return out

    def put(self, name, value):
        """Change the cell that has this name."""
        sheet, at = self.names[name].split("!")
        self.sheets[sheet.strip("'")][address(at)] = Cell(None, value)

    def calculate(self):
        """Values of all formulas by (sheet, (column, row)), from the cells that hold none."""
        done = {}
        for sheet, at, _ in self.formulas():
            self.value(sheet, at, done)
        return done

    def value(self, sheet, at, done):
        cell = self.sheets[sheet].get(at)
        if cell is None:
            return None
        if cell.formula is None:
            return cell.value
        if (sheet, at) not in done:
            done[sheet, at] = self  # until it is known
            done[sheet, at] = Formula(self, sheet, cell.formula, done).all()
        assert done[sheet, at] is not self, f"{sheet} {at} goes round in a circle"
        return done[sheet, at]


TOKEN = re.compile(r"""\s*(?:(?P<number>[0-9.]+(?:[eE][-+]?[0-9]+)?)|(?P<text>"[^"]*")|(?P<sheet>(?:'(?:[^']|'')*'|[A-Za-z_]+)!)|
                       (?P<cell>\$?[A-Z]{1,3}\$?[0-9]+(?![A-Za-z0-9_(]))|(?P<word>[A-Za-z_][A-Za-z_0-9]*)|(?P<sign>[-+*/=<>(),:]))""", re.X)


class Formula:
    def __init__(self, book, sheet, text, done):
        self.book, self.sheet, self.done, self.tokens = book, sheet, done, []
        at = 0
        while at < len(text):
            match = TOKEN.match(text, at)
            assert match, text[at:]
            self.tokens.append((match.lastgroup, match.group(match.lastgroup)))
            at = match.end()
        self.at = 0

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else (None, None)

    def take(self, wanted=None):
        token = self.peek()
        assert wanted is None or token[1] == wanted, (token, wanted)
        self.at += 1
        return token

    def all(self):
        value = self.comparison()
        assert self.at == len(self.tokens), self.tokens[self.at:]
        return value

    def comparison(self):
        value = self.sum()
        while self.peek()[1] in ("=", "<", ">"):
            sign, other = self.take()[1], self.sum()
            value = each(lambda a, b: equal(a, b) if sign == "=" else a < b if sign == "<" else a > b, value, other)
        return value

    def sum(self):
        value = self.product()
        while self.peek()[1] in ("+", "-"):
            sign, other = self.take()[1], self.product()
            value = each(lambda a, b: number(a) + number(b) if sign == "+" else number(a) - number(b), value, other)
        return value

    def product(self):
        value = self.single()
        while self.peek()[1] in ("*", "/"):
            sign, other = self.take()[1], self.single()
            value = each(lambda a, b: number(a) * number(b) if sign == "*" else number(a) / number(b), value, other)
        return value

    def single(self):
        kind, text = self.take()
        if kind == "number":
            return float(text)
        if kind == "text":
            return text[1:-1]
        if text == "-":
            return each(lambda a, _: -number(a), self.single(), 0)
        if text == "(":
            value = self.comparison()
            self.take(")")
            return value
        if kind == "word" and self.peek()[1] == "(":
            return self.call(text)
        if kind == "word":
            sheet, cell = self.book.names[text].split("!")
            return self.book.value(sheet.strip("'"), address(cell), self.done)
        sheet = self.sheet
        if kind == "sheet":
            sheet = text[:-1].strip("'").replace("''", "'")
            kind, text = self.take()
        assert kind == "cell", (kind, text)
        if self.peek()[1] != ":":
            return self.book.value(sheet, address(text), self.done)
        self.take(":")
        first, last = address(text), address(self.take()[1])
        return [self.book.value(sheet, (column, row), self.done) for row in range(first[1], last[1] + 1) for column in range(first[0], last[0] + 1)]

    def call(self, name):
        self.take("(")
        if name == "IF":
            return self.branch()
        arguments = []
        while self.peek()[1] != ")":
            arguments.append(self.comparison())
            if self.peek()[1] == ",":
                self.take()
        self.take(")")
        flat = [number(x) for a in arguments for x in (a if isinstance(a, list) else [a]) if not isinstance(x, str)] if name in ("MAX", "MIN", "SUM") else None
        if name == "NA":
            return NOT_AVAILABLE
        if name in ("MAX", "MIN"):
            return NOT_AVAILABLE if any(x != x for x in flat) else (max if name == "MAX" else min)(flat)
        if name in ("SUM", "SUMPRODUCT"):
            return sum(flat if name == "SUM" else map(number, arguments[0]))
        assert name == "SUMIF", name
        return sum(number(x) for key, x in zip(arguments[0], arguments[2]) if equal(key, arguments[1]))

    def branch(self):
        """Only what is chosen counts: the other may divide by zero."""
        condition = self.comparison()
        self.take(",")
        parts = []
        for end in (",", ")"):
            start, depth = self.at, 0
            while depth > 0 or self.peek()[1] != end:
                depth += {"(": 1, ")": -1}.get(self.take()[1], 0)
            parts.append(self.tokens[start:self.at])
            self.take(end)
        chosen = Formula(self.book, self.sheet, "", self.done)
        chosen.tokens = parts[0] if condition else parts[1]
        return chosen.all()


def number(value):
    if value is None or value == "":
        return 0.0
    assert not isinstance(value, str), f"a text in a sum: {value!r}"
    return float(value)


def equal(a, b):
    return a.lower() == b.lower() if isinstance(a, str) and isinstance(b, str) else a == b


def each(function, a, b):
    if isinstance(a, list) or isinstance(b, list):
        length = len(a) if isinstance(a, list) else len(b)
        return [function(x, y) for x, y in zip(a if isinstance(a, list) else [a] * length, b if isinstance(b, list) else [b] * length)]
    return function(a, b)
