"""gsasl -- the server's side of a SCRAM login, by GNU SASL's library: a judge that nobody here wrote.

Knows a few calls of libgsasl and its numbers of properties, which are part of its ABI.  It has no SCRAM-SHA-512 and no tls-server-end-point.
Promise: as `scram`.
"""
import ctypes
from base64 import b64decode, b64encode

from scram import refuse

OK, NEEDS_MORE, NO_CALLBACK = 0, 1, 51
AUTHID, PASSWORD, CB_TLS_UNIQUE, CB_TLS_EXPORTER = 1, 3, 18, 25
BINDINGS = {CB_TLS_UNIQUE: "tls-unique", CB_TLS_EXPORTER: "tls-exporter"}
Pointer, Text = ctypes.c_void_p, ctypes.c_char_p
Callback = ctypes.CFUNCTYPE(ctypes.c_int, Pointer, Pointer, ctypes.c_int)
CALLS = {"gsasl_init": (ctypes.c_int, Pointer), "gsasl_done": (None, Pointer), "gsasl_callback_set": (None, Pointer, Callback),
         "gsasl_server_start": (ctypes.c_int, Pointer, Text, Pointer), "gsasl_finish": (None, Pointer), "gsasl_free": (None, Pointer),
         "gsasl_step64": (ctypes.c_int, Pointer, Text, Pointer), "gsasl_strerror": (Text, ctypes.c_int),
         "gsasl_property_set": (ctypes.c_int, Pointer, ctypes.c_int, Text), "gsasl_property_fast": (Text, Pointer, ctypes.c_int)}


def load():
    library = ctypes.CDLL("libgsasl.so.18")
    for name, (result, *arguments) in CALLS.items():
        call = getattr(library, name)
        call.restype, call.argtypes = result, arguments
    return library


def judge(mechanism, first, ask, login):
    library, context, session = load(), Pointer(), Pointer()
    answer = Callback(lambda _, session, wanted: tell(library, session, wanted, mechanism, login))
    check(library, library.gsasl_init(ctypes.byref(context)))
    try:
        library.gsasl_callback_set(context, answer)
        check(library, library.gsasl_server_start(context, mechanism.encode(), ctypes.byref(session)))
        converse(library, session, first, ask)
    finally:
        library.gsasl_finish(session)
        library.gsasl_done(context)


def tell(library, session, wanted, mechanism, login):
    """What gsasl asks for.  It refuses a `y` where it was given a binding (RFC 5802 s.6), so one that is not strict gives none."""
    value = None
    if wanted in BINDINGS and (login.is_strict or mechanism.endswith("-PLUS")):
        value = b64encode(login.bindings.get(BINDINGS[wanted], b""))
    elif wanted == PASSWORD:
        value = login.passwords.get((library.gsasl_property_fast(session, AUTHID) or b"").decode(), "").encode()
    return library.gsasl_property_set(session, wanted, value) if value else NO_CALLBACK


def converse(library, session, response, ask):
    verdict = NEEDS_MORE
    while verdict == NEEDS_MORE:
        verdict, challenge = step(library, session, response)
        if verdict == NEEDS_MORE or challenge:
            response = ask(challenge)
    if response and challenge:
        refuse("it went on after the end")


def step(library, session, response):
    said = Pointer()
    verdict = library.gsasl_step64(session, b64encode(response), ctypes.byref(said))
    check(library, verdict)
    challenge = b64decode(ctypes.string_at(said))
    library.gsasl_free(said)
    return verdict, challenge


def check(library, verdict):
    if verdict not in (OK, NEEDS_MORE):
        refuse(library.gsasl_strerror(verdict).decode())
