"""cyrus -- logins for servers that ask Cyrus SASL: Postfix and Sendmail.

Knows its files.  The password is kept as it is, since every mechanism but PLAIN and LOGIN needs it so.
"""
import os

from server import fill

PACKAGES = ("libsasl2-2", "libsasl2-modules", "libsasl2-modules-db", "sasl2-bin")
MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512")


def configuration(server, *more):
    return fill("sasldb.conf", place=server.place, mechanisms=" ".join((*MECHANISMS, *more)))


def put_logins(server, box, owner):
    database = server.place / "sasldb2"
    for login, password in server.stage.logins.items():
        user, domain = login.split("@")
        box.run("sh", "-euc", 'printf %s "$1" | saslpasswd2 -p -c -f "$2" -u "$3" "$4"', "sh", password, database, domain, user)
    database.chmod(0o600)
    os.chown(database, owner, owner)
