"""Bodies, addresses and headers that somebody might send who means no good."""

from dataclasses import dataclass, field

CANARY = "zqcanaryzq"
"""In whatever is sent; no reply may hold it."""

_C = CANARY.encode()


@dataclass(frozen=True)
class Hostile:
    """One request's body and headers."""

    body: bytes
    type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


BODIES: dict[str, Hostile] = {
    "empty": Hostile(b""),
    "no JSON": Hostile(b"{" + _C),
    "half an object": Hostile(b'{"said": "' + _C),
    "two values": Hostile(b'{} {"' + _C + b'": 1}'),
    "null": Hostile(b"null"),
    "a list": Hostile(b'["' + _C + b'"]'),
    "a text": Hostile(b'"' + _C + b'"'),
    "a number": Hostile(b"42"),
    "lone surrogate": Hostile(b'{"question": "q1", "said": "\\ud800' + _C + b'"}'),
    "lone surrogate as key": Hostile(b'{"\\udfff' + _C + b'": 1}'),
    "swapped surrogates": Hostile(b'{"name": "\\udc00\\ud800' + _C + b'"}'),
    "NUL": Hostile(b'{"question": "q1", "said": "a\\u0000' + _C + b'"}'),
    "NUL in a name": Hostile(b'{"name": "a\\u0000' + _C + b'"}'),
    "raw NUL": Hostile(b'{"name": "a\x00' + _C + b'"}'),
    "deep lists": Hostile(b"[" * 30_000),
    "deep and closed": Hostile(b"[" * 20_000 + b"]" * 20_000),
    "deep objects": Hostile(b'{"said":' * 5_000 + b"1" + b"}" * 5_000),
    "nine levels": Hostile(b"[" * 10 + b'"' + _C + b'"' + b"]" * 10),
    "5,000 digits": Hostile(b'{"turns": ' + b"9" * 5_000 + b"}"),
    "5,000 digits, negative": Hostile(b'{"turns": -' + b"9" * 5_000 + b"}"),
    "a huge exponent": Hostile(b'{"turns": 1e999999}'),
    "NaN": Hostile(b'{"turns": NaN}'),
    "Infinity": Hostile(b'{"levels": {"ai": Infinity}, "recommendation": "hire"}'),
    "bad UTF-8": Hostile(b'{"said": "\xff\xfe' + _C + b'"}'),
    "overlong UTF-8": Hostile(b'{"said": "\xc0\xaf' + _C + b'"}'),
    "UTF-16": Hostile(('{"said": "' + CANARY + '"}').encode("utf-16")),
    "UTF-16, said so": Hostile(b"{}", "application/json; charset=utf-16"),
    "byte order mark": Hostile(b"\xef\xbb\xbf{}"),
    "a key twice": Hostile(b'{"question": "q1", "question": "q2", "said": "' + _C + b'"}'),
    "unknown field": Hostile(b'{"' + _C + b'": "' + _C + b'"}'),
    "unknown field inside": Hostile(b'{"levels": {"' + _C + b'": "x"}, "recommendation": "hire"}'),
    "prototype": Hostile(b'{"__proto__": {"keeper": true}, "constructor": "' + _C + b'"}'),
    "more rights": Hostile(b'{"name": "' + _C + b'", "kind": "coach", "keeper": true}'),
    "true for a number": Hostile(b'{"turns": true, "world": "' + _C + b'"}'),
    "a text for a number": Hostile(b'{"turns": "9' + _C + b'"}'),
    "a number for a text": Hostile(b'{"question": 1, "said": 2, "name": 3}'),
    "markup": Hostile(b'{"question": "<script>' + _C + b'</script>", "said": "x"}'),
    "SQL": Hostile(b'{"question": "q1\' OR 1=1--' + _C + b'", "said": "x"}'),
    "a path": Hostile(b'{"world": "../../etc/passwd' + _C + b'"}'),
    "a file for a seat": Hostile(
        b'{"world":"startup","view":"developer-plus","level":"senior","turns":2,'
        b'"seats":["/tmp/' + _C + b'.yaml"]}'
    ),
    "seats in one": Hostile(
        b'{"world":"startup","view":"developer-plus","level":"senior","turns":2,'
        b'"seats":["a,b,c,d,e,f,g,' + _C + b'"]}'
    ),
    "another's candidate": Hostile(
        b'{"world":"startup","view":"developer-plus","level":"senior","turns":2,'
        b'"seats":["startup_cto"],"candidate":"' + _C + b'"}'
    ),
    "too long": Hostile(b'{"said": "' + _C + b"x" * 600_000 + b'"}'),
    "64 KiB and one": Hostile(b'{"name": "' + _C + b"x" * 66_000 + b'"}'),
    "a form": Hostile(b"name=" + _C + b"&question=q1&said=x", "application/x-www-form-urlencoded"),
    "a form with half a character": Hostile(
        b"name=%ED%A0%80" + _C + b"&password=%00&question=%00&key=%00%00%00%00%00%00%00%00&said=x",
        "application/x-www-form-urlencoded",
    ),
    "parts": Hostile(
        b'--x\r\nContent-Disposition: form-data; name="' + _C + b'"\r\n\r\n1\r\n--x--',
        "multipart/form-data; boundary=x",
    ),
    "parts without an end": Hostile(
        b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n' + _C,
        "multipart/form-data; boundary=x",
    ),
    "parts without a boundary": Hostile(_C, "multipart/form-data"),
    "a file named by a path": Hostile(
        b'--x\r\nContent-Disposition: form-data; name="jd_file"; filename="../../' + _C + b'"\r\n'
        b"Content-Type: application/pdf\r\n\r\n%PDF-\xff\r\n--x--",
        "multipart/form-data; boundary=x",
    ),
    "text": Hostile(b'{"name": "' + _C + b'"}', "text/plain"),
    "no type": Hostile(b'{"name": "' + _C + b'"}', ""),
    "XML": Hostile(b'<!DOCTYPE a [<!ENTITY b "' + _C + b'">]><a>&b;</a>', "application/xml"),
    "another JSON": Hostile(b'{"name": "' + _C + b'"}', "application/vnd.api+json"),
    "a type with a line": Hostile(b"{}", "application/json;" + CANARY),
    "packed": Hostile(b"\x1f\x8b" + _C, headers={"Content-Encoding": "gzip"}),
    "long key": Hostile(b"{}", headers={"Idempotency-Key": CANARY * 100}),
    "key with spaces": Hostile(b"{}", headers={"Idempotency-Key": f"a b c d {CANARY}"}),
    "a bad event id": Hostile(b"{}", headers={"Last-Event-ID": f"{CANARY}9999999999999999999"}),
    "from elsewhere": Hostile(b"{}", headers={"Origin": f"https://{CANARY}.example"}),
    "another token": Hostile(b"{}", headers={"Authorization": f"Bearer {CANARY}"}),
    "a bad cookie": Hostile(b"{}", headers={"Cookie": f"archpanel={CANARY}; csrf={CANARY}"}),
    "another method": Hostile(b"{}", headers={"X-HTTP-Method-Override": "DELETE"}),
    "another address": Hostile(
        b"{}", headers={"X-Original-URL": f"/{CANARY}", "X-Forwarded-Host": f"{CANARY}.example"}
    ),
    "htmx": Hostile(b"{}", headers={"HX-Request": "true", "HX-Current-URL": f"/{CANARY}"}),
}

IDS = (
    CANARY,
    f"..%2f..%2f{CANARY}",
    f"%00{CANARY}",
    f"%ED%A0%80{CANARY}",
    f"%3Cscript%3E{CANARY}%3C%2Fscript%3E",
    f"%27%20OR%201=1--{CANARY}",
    f"{CANARY}%0d%0aSet-Cookie:%20a=b",
    "9" * 5_000,
    CANARY * 500,
    "last",
    "20",
    "%25",
    "%E2%80%AE" + CANARY,
)
"""In the place of an id; all are as they stand in an address."""

QUERIES = (
    f"after={CANARY}&wait=0",
    f"after=-1&question={CANARY}&format={CANARY}",
    "after=" + "9" * 5_000,
    f"question=q1%00{CANARY}&format=md%00{CANARY}",
    f"question=%ED%A0%80{CANARY}&preset=%ED%A0%80{CANARY}",
    f"{CANARY}=1&" + "a=1&" * 2_000,
    f"preset=%3Cscript%3E{CANARY}",
)
