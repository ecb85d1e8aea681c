"""wax_ctypes -- libwax as a program sees it that has no C compiler: its structs, its numbers, and as much as a mail needs.

Written by hand and on purpose not made from the headers: it is what programs of last year know.  A struct that grew in its middle, or a number
that moved, no longer agrees with what stands here, and installed_test.py says so.
"""
from ctypes import CDLL, CFUNCTYPE, POINTER, Structure, byref, c_bool, c_char, c_char_p, c_int, c_int64, c_size_t, c_uint8, c_void_p


class wax_error(Structure):
    _fields_ = [("status", c_int), ("smtp", c_int), ("enhanced", c_char * 12), ("stage", c_char * 16), ("text", c_char * 512)]


READ = CFUNCTYPE(c_int, c_void_p, c_void_p, c_size_t, POINTER(c_size_t), POINTER(wax_error))
REWIND = CFUNCTYPE(c_int, c_void_p, POINTER(wax_error))
FREE = CFUNCTYPE(None, c_void_p)


class wax_source(Structure):
    _fields_ = [("read", READ), ("rewind", REWIND), ("free", FREE), ("user", c_void_p)]


class wax_result(Structure):
    _fields_ = [("address", c_char_p), ("fate", c_int), ("why", wax_error)]


class wax_trace_event(Structure):
    _fields_ = [("kind", c_int), ("ms", c_int64), ("text", c_char_p)]


class wax_warning(Structure):
    _fields_ = [("topic", c_char_p), ("text", c_char_p)]


class wax_dkim(Structure):
    _fields_ = [("domain", c_char_p), ("selector", c_char_p), ("key_file", c_char_p), ("key_pem", c_char_p), ("identity", c_char_p),
                ("fields", c_char_p), ("simple_header", c_bool), ("simple_body", c_bool), ("valid_s", c_int64)]


class wax_tls_info(Structure):
    _fields_ = [("version", c_char * 16), ("cipher", c_char * 48), ("group", c_char * 24), ("name", c_char * 256), ("subject", c_char * 256),
                ("issuer", c_char * 256), ("expires", c_int64), ("verified", c_bool), ("verified_by", c_char * 48), ("resumed", c_bool),
                ("exporter", c_uint8 * 32), ("has_exporter", c_bool), ("unique", c_uint8 * 64), ("unique_len", c_size_t),
                ("end_point", c_uint8 * 64), ("end_point_len", c_size_t)]


class wax_certificate(Structure):
    _fields_ = [("subject", c_char * 256), ("issuer", c_char * 256), ("names", c_char * 256), ("begins", c_int64), ("expires", c_int64),
                ("key", c_char * 32), ("cert_pin", c_char * 72), ("key_pin", c_char * 72)]


class wax_message_facts(Structure):
    _fields_ = [("size", c_int64), ("is_8bit", c_bool), ("has_utf8_header", c_bool), ("is_binary", c_bool), ("binary_size", c_int64)]


class wax_asked(Structure):
    _fields_ = [("ask", c_int), ("how", c_int), ("value", c_char_p), ("recipient", c_char_p)]


class wax_stage(Structure):
    _fields_ = [("name", c_char_p), ("begin_us", c_int64), ("end_us", c_int64)]


STRUCTS = {kind.__name__: kind for kind in Structure.__subclasses__() if kind.__name__.startswith("wax_")}

NUMBERS = dict(
    WAX_OK=0, WAX_AGAIN=1, WAX_E_NOMEM=10, WAX_E_USAGE=11, WAX_E_INPUT=12, WAX_E_CANCELLED=13, WAX_E_IO=20, WAX_E_EOF=21, WAX_E_TIMEOUT=22,
    WAX_E_RESOLVE=23, WAX_E_PROTOCOL=30, WAX_E_UNSOLICITED=31, WAX_E_INJECTION=32, WAX_E_LIMIT=33, WAX_E_TLS=40, WAX_E_UNTRUSTED=41,
    WAX_E_TLS_REQUIRED=42, WAX_E_AUTH=50, WAX_E_NO_MECHANISM=51, WAX_E_REFUSED=60, WAX_E_DEFERRED=61, WAX_E_UNCERTAIN=62, WAX_E_PARTIAL=63,
    WAX_NOT_TRIED=0, WAX_DEFERRED=1, WAX_REFUSED=2, WAX_UNCERTAIN=3, WAX_ACCEPTED=4,
    WAX_ASK_NOTIFY=0, WAX_ASK_ORCPT=1, WAX_ASK_RET=2, WAX_ASK_ENVID=3, WAX_ASK_BY=4, WAX_ASK_HOLDFOR=5, WAX_ASK_HOLDUNTIL=6,
    WAX_ASK_MT_PRIORITY=7, WAX_ASK_REQUIRETLS=8, WAX_MUST=0, WAX_IF_OFFERED=1,
    WAX_TLS_REQUIRED=0, WAX_TLS_IMPLICIT=1, WAX_TLS_OPPORTUNISTIC=2, WAX_TLS_INSECURE_NONE=3,
    WAX_SEND=0, WAX_HEAR=1, WAX_UPGRADE=2, WAX_IDLE=3, WAX_DONE=4, WAX_FAILED=5,
    WAX_STOP_NEVER=0, WAX_STOP_CONNECT=1, WAX_STOP_GREETING=2, WAX_STOP_EHLO=3, WAX_STOP_STARTTLS=4, WAX_STOP_AUTH=5, WAX_STOP_MAIL=6,
    WAX_STOP_RCPT=7, WAX_STOP_DATA=8,
    WAX_TRACE_NOTE=0, WAX_TRACE_SAID=1, WAX_TRACE_HEARD=2, WAX_TRACE_TLS=3)


def load(path):
    wax = CDLL(path)
    for name in ("wax_client_new", "wax_message_new", "wax_tls_new"):
        getattr(wax, name).restype = c_void_p
    wax.wax_version.restype = c_char_p
    wax.wax_report_result.restype = POINTER(wax_result)
    wax.wax_report_tls.restype = POINTER(wax_tls_info)
    wax.wax_client_error.restype = POINTER(wax_error)
    return wax


def send(wax, url, user, secret, sender, recipient, ca_file):
    """One mail: (status, the sentence, its first result's address and fate, the TLS version), all as Python keeps them."""
    tls, client, mail, report = (c_void_p(new()) for new in (wax.wax_tls_new, lambda: wax.wax_client_new(url), wax.wax_message_new, lambda: None))
    wax.wax_tls_ca_file(tls, ca_file)
    wax.wax_client_set_tls(client, tls)
    wax.wax_client_login(client, user, secret)
    wax.wax_message_set(mail, b"From", sender)
    wax.wax_message_set(mail, b"To", recipient)
    wax.wax_message_text(mail, b"Sent from Python.\n")
    try:
        status = wax.wax_send(client, mail, byref(report))
        result, info = wax.wax_report_result(report, c_size_t(0)), wax.wax_report_tls(report)
        return (status, wax.wax_client_error(client).contents.text, result.contents.address, result.contents.fate,
                info.contents.version if info else None)
    finally:
        wax.wax_report_free(report)
        wax.wax_client_free(client)
        wax.wax_message_free(mail)
        wax.wax_tls_free(tls)
