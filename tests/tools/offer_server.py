#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A web server on 127.0.0.1 that gives out a directory as AWS's price list host does, with ranges and ETags, and with the faults
that it is told.

    offer_server.py DIRECTORY PORT_FILE LOG [FAULT...]

It writes its port to PORT_FILE, and to LOG a line for each request: method, path, range or -, status. A fault is
TEXT=KIND[:NUMBER] for paths that hold TEXT:
    cut:N     the first answer ends after N bytes of the body
    short     every answer ends half way, one byte is whole
    status:N  this status, always
    busy:N    503, N times
    plain     ranges are ignored
    headless  HEAD is refused
"""
import hashlib
import http.server
import os
import sys

root, port_file, log_file = sys.argv[1:4]
faults = []
for text in sys.argv[4:]:
    part, kind = text.split("=", 1)
    name, _, number = kind.partition(":")
    faults.append({"part": part, "name": name, "number": int(number or 0), "count": 0})


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def fault(self, name):
        for fault in faults:
            if fault["part"] in self.path and fault["name"] == name:
                return fault
        return None

    def log_message(self, *_):
        pass

    def note(self, status):
        with open(log_file, "a", encoding="ascii") as log:
            log.write(f"{self.command} {self.path} {self.headers.get('Range', '-')} {status}\n")

    def refuse(self, status):
        self.note(status)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer(self):
        """Status, body and headers; nothing when it was refused."""
        busy, status = self.fault("busy"), self.fault("status")
        if status:
            return self.refuse(status["number"])
        if busy and busy["count"] < busy["number"]:
            busy["count"] += 1
            return self.refuse(503)
        path = os.path.normpath(root + "/" + self.path)
        if not os.path.isfile(path):
            return self.refuse(404)
        with open(path, "rb") as file:
            body = file.read()
        headers = {"ETag": '"' + hashlib.md5(body).hexdigest() + '"', "Accept-Ranges": "bytes"}
        wanted = self.headers.get("Range")
        if wanted and not self.fault("plain"):
            first = int(wanted.split("=")[1].split("-")[0])
            if first >= len(body):
                return self.refuse(416)
            headers["Content-Range"] = f"bytes {first}-{len(body) - 1}/{len(body)}"
            return 206, body[first:], headers
        return 200, body, headers

    def respond(self, with_body):
        answer = self.answer()
        if answer is None:
            return
        status, body, headers = answer
        self.note(status)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not with_body:
            return
        cut, short = self.fault("cut"), self.fault("short")
        if short:
            body = body[: (len(body) + 1) // 2]
        if cut and cut["count"] == 0:
            cut["count"] = 1
            body = body[: cut["number"]]
        self.wfile.write(body)
        self.close_connection = self.close_connection or bool(cut) or bool(short)

    def do_GET(self):
        self.respond(True)

    def do_HEAD(self):
        if self.fault("headless"):
            self.refuse(405)
        else:
            self.respond(False)


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        """A client that leaves in the middle is no fault here."""


server = Server(("127.0.0.1", 0), Handler)
with open(port_file + ".new", "w", encoding="ascii") as file:
    file.write(str(server.server_address[1]))
os.rename(port_file + ".new", port_file)
server.serve_forever()
