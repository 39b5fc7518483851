"""Django as WSGI in threads: what the application is asked, and what comes back."""

import asyncio
from wsgiref.validate import validator

import pytest

from config.threads import Threads, ask, environ_of

SCOPE = {
    "method": "POST",
    "path": "/cohorts/\u0639/",
    "query_string": b"name=%D8%B9",
    "http_version": "1.1",
    "scheme": "https",
    "headers": [(b"host", b"school.example"), (b"content-type", b"text/plain"), (b"content-length", b"9")],
    "client": ("10.0.0.7", 50000),
    "server": ("10.0.0.1", 8000),
}


class Parts(list):
    """An answer in parts that notes when it is closed."""

    is_closed = False

    def close(self):
        self.is_closed = True


def start(start_response, status="200 OK"):
    return start_response(status, [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])


def test_a_request_is_described_as_the_standard_says():
    told = environ_of(SCOPE, b"four")
    assert {name: value for name, value in told.items() if not name.startswith(("wsgi.", "asgi."))} == {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/cohorts/\xd8\xb9/",
        "QUERY_STRING": "name=%D8%B9",
        "SERVER_NAME": "10.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "10.0.0.7",
        "REMOTE_PORT": "50000",
        "HTTP_HOST": "school.example",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "4",
    }
    assert (told["wsgi.url_scheme"], told["wsgi.input"].read()) == ("https", b"four")


def test_an_application_that_checks_its_server_has_nothing_to_say():
    def echo(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["wsgi.input"].read(4)]

    assert ask(validator(echo), {**SCOPE, "headers": []}, b"four").body == b"four"


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ([(b"X-Real", b"one"), (b"x-real", b"two")], {"HTTP_X_REAL": "one,two"}),
        ([(b"x_forwarded_proto", b"https"), (b"content_length", b"1")], {}),
        ([(b"x-name", b"caf\xe9")], {"HTTP_X_NAME": "café"}),
    ],
    ids=["twice", "underscores", "no ASCII"],
)
def test_headers_as_they_are_told(headers, told):
    environ = environ_of({**SCOPE, "headers": headers}, b"")
    assert {name: value for name, value in environ.items() if name.startswith("HTTP_")} == told


def test_who_has_no_address_has_none():
    told = environ_of({**SCOPE, "client": None, "server": None}, b"")
    assert ("REMOTE_ADDR" in told, told["SERVER_NAME"], told["SERVER_PORT"]) == (False, "localhost", "80")


def test_a_query_of_other_than_ascii_is_no_failure():
    assert environ_of({**SCOPE, "query_string": b"name=\xd8"}, b"")["QUERY_STRING"] == "name=\\xd8"


def test_an_answer_comes_back_whole_and_is_closed():
    parts = Parts([b"one ", b"two"])

    def application(environ, start_response):
        start(start_response, "207 Multi-Status")(b"zero ")
        return parts

    answer = ask(application, SCOPE, b"")
    assert (answer.status, answer.body, parts.is_closed) == (207, b"zero one two", True)
    assert answer.headers == [(b"content-type", b"text/plain"), (b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]


def test_an_answer_that_breaks_off_is_closed_and_nothing_of_it_is_sent():
    class Broken(Parts):
        def __iter__(self):
            yield b"one"
            raise OSError("the disk")

    parts, sent = Broken(), []

    def application(environ, start_response):
        start(start_response)
        return parts

    async def send(message):
        sent.append(message)

    threads = Threads(application, 1)
    with pytest.raises(OSError, match="the disk"):
        asyncio.run(threads.answer(SCOPE, b"", send))
    threads.executor.shutdown()
    assert (sent, parts.is_closed) == ([], True)
