"""A RESP client over a unix socket, just big enough for the tests."""
import socket


class RespError(Exception):
    """The server answered with an error."""


class Closed(Exception):
    """The server closed the connection."""


def encode(*parts):
    """One command as bytes. Parts may be bytes, str or int."""
    out = [b"*%d\r\n" % len(parts)]
    for part in parts:
        if not isinstance(part, bytes):
            part = str(part).encode()
        out.append(b"$%d\r\n%s\r\n" % (len(part), part))
    return b"".join(out)


def decode(data):
    """Every command of a file of commands, as lists of text."""
    out, at = [], 0
    while at < len(data):
        end = data.index(b"\r\n", at)
        count, at, parts = int(data[at + 1:end]), end + 2, []
        for _ in range(count):
            end = data.index(b"\r\n", at)
            size = int(data[at + 1:end])
            parts.append(data[end + 2:end + 2 + size].decode())
            at = end + 2 + size + 2
        out.append(parts)
    return out


class Client:
    def __init__(self, path, timeout=30):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(timeout)
        self.sock.connect(path)
        self.buf = b""
        self.at = 0

    def close(self):
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _more(self):
        if self.at:
            self.buf = self.buf[self.at:]
            self.at = 0
        chunk = self.sock.recv(1 << 18)
        if not chunk:
            raise Closed("the server closed the connection")
        self.buf += chunk

    def _line(self):
        while True:
            end = self.buf.find(b"\r\n", self.at)
            if end >= 0:
                line = self.buf[self.at:end]
                self.at = end + 2
                return line
            self._more()

    def _bytes(self, count):
        while len(self.buf) - self.at < count + 2:
            self._more()
        got = self.buf[self.at:self.at + count]
        self.at += count + 2
        return got

    def read(self):
        """The next reply. An error is returned as a RespError, not raised, so that pipelines stay readable."""
        line = self._line()
        kind, rest = line[:1], line[1:]
        if kind == b"+":
            return rest
        if kind == b"-":
            return RespError(rest.decode())
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == b"-1" else self._bytes(int(rest))
        if kind == b"*":
            return None if rest == b"-1" else [self.read() for _ in range(int(rest))]
        raise Closed("not RESP: %r" % line)

    def call(self, *parts):
        self.sock.sendall(encode(*parts))
        reply = self.read()
        if isinstance(reply, RespError):
            raise reply
        return reply

    def pipeline(self, commands, chunk=500):
        """Send ready-made commands (bytes), `chunk` at a time, and return their replies."""
        replies = []
        for first in range(0, len(commands), chunk):
            part = commands[first:first + chunk]
            self.sock.sendall(b"".join(part))
            replies += [self.read() for _ in part]
        return replies

    def entries(self, key, after="-"):
        """Every entry of a stream: (id, {field: value}) as text."""
        out = []
        start = after
        while True:
            got = self.call("XRANGE", key, start, "+", "COUNT", 5000)
            for entry_id, pairs in got:
                text = [p.decode("utf-8", "backslashreplace") for p in pairs]
                out.append((entry_id.decode(), list(zip(text[::2], text[1::2]))))
            if len(got) < 5000:
                return out
            start = "(" + got[-1][0].decode()
