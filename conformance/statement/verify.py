"""Judges signed statements by docs/offline-check.md with libraries that know nothing
of Sportello: pycose and python-cwt for the statement, jwcrypto for the tokens.

    verify.py DIRECTORY             as conformance/statement/main.go writes it
    verify.py -symbols DIRECTORY    of issued certificates: SET/NAME.url, what the QR symbol
                                    says, SET/NAME.json, the data attached, keys.jwt, *.status.jwt
"""

import base64
import hashlib
import json
import pathlib
import sys
import time
import zlib
from datetime import datetime, timedelta, timezone

import cbor2
import cwt
from jwcrypto import jwk, jws
from pycose.keys import CoseKey
from pycose.messages import Sign1Message

PRIVATE = -65537
GROUPS = {17: 7, 15: 6, 13: 5, 10: 4, 8: 3, 5: 2, 3: 1}


def from_digits(text):
    out = b""
    while text:
        group, text = text[:17], text[17:]
        out += int(group).to_bytes(GROUPS[len(group)], "big")
    return out


def token(text, typ, keys=None):
    """Verifies a JWS and returns its claims; a key set is verified by itself."""
    parsed = jws.JWS()
    parsed.allowed_algs = ["ES256"]
    parsed.deserialize(text)
    header = json.loads(base64.urlsafe_b64decode(text.split(".")[0] + "=="))
    assert header["typ"] == typ and header["alg"] == "ES256", header
    if keys is None:
        part = text.split(".")[1]
        keys = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))["keys"]
    key = next(k for k in keys if k["kid"] == header["kid"])
    parsed.verify(jwk.JWK(**key))
    claims = json.loads(parsed.payload)
    assert claims["iat"] <= time.time() < claims["exp"], "times"
    return claims


def thumbprint_starts_with(key):
    full = base64.urlsafe_b64decode(jwk.JWK(**key).thumbprint() + "=")
    return base64.urlsafe_b64encode(full[:8]).decode().rstrip("=") == key["kid"]


def day(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).date().isoformat()


def birth(number):
    return f"{number // 10000:04}-{number // 100 % 100:02}-{number % 100:02}" if number else ""


def read(claims):
    """What the claims say, by the tables of docs/offline-check.md."""
    p = claims[PRIVATE]
    assert p[0] == 1, "version"
    return {
        "issuer": claims[1], "office": [p[1], p[2]], "kinds": p[3], "number": p[4],
        "issuedOn": day(claims[6]), "validUntil": day(claims[4] - 1) if 4 in claims else "",
        "data": p[5].hex(), "list": p[6][0], "index": p[6][1], "name": p[7] or "",
        "born": birth(p.get(8, 0)), "facts": [[label, value or ""] for label, value in p.get(9, [])],
        "demo": p.get(10, False),
    }


def pycose_verifies(data, keys):
    try:
        message = Sign1Message.decode(data)
        kid = base64.urlsafe_b64encode(message.phdr[next(k for k in message.phdr if k.fullname == "KID")]).decode().rstrip("=")
        key = next(k for k in keys if k["kid"] == kid)
        x, y = (base64.urlsafe_b64decode(key[c] + "=") for c in "xy")
        message.key = CoseKey.from_dict({1: 2, -1: 1, -2: x, -3: y})
        return message.verify_signature()
    except Exception:  # whatever it has against it
        return False


def cwt_verifies(data, keys):
    try:
        # python-cwt takes the kid of a JWK for the bytes of its text.
        candidates = [
            cwt.COSEKey.new({1: 2, 2: base64.urlsafe_b64decode(k["kid"] + "="), 3: -7, -1: 1,
                             -2: base64.urlsafe_b64decode(k["x"] + "="), -3: base64.urlsafe_b64decode(k["y"] + "="), 4: [2]})
            for k in keys
        ]
        return cwt.decode(data, candidates)
    except Exception:
        return None


def withdrawn(status, index):
    lst = status["status_list"]["lst"]
    bits = zlib.decompress(base64.urlsafe_b64decode(lst + "=" * (-len(lst) % 4)))
    return bool(bits[index // 8] >> index % 8 & 1)


def judge(path, keys, status):
    data = from_digits(path.read_text())
    expected = json.loads(path.with_suffix(".json").read_text())
    gone = expected.pop("withdrawn")
    assert pycose_verifies(data, keys), "pycose does not verify it"
    claims = cwt_verifies(data, keys)
    assert claims, "python-cwt does not verify it"

    tag = cbor2.loads(data)
    assert tag.tag == 18 and cbor2.dumps(tag, canonical=True) == data, "not deterministic CBOR"
    payload = cbor2.loads(tag.value[2])
    assert cbor2.dumps(payload, canonical=True) == tag.value[2], "claims not deterministic CBOR"
    assert payload == claims, "the two libraries read different claims"
    assert read(payload) == expected, f"says {read(payload)}"

    assert status["sub"] == f"{expected['issuer']}/status-lists/{expected['list']}", "status list of another"
    assert withdrawn(status, expected["index"]) == gone, "withdrawal"

    for i in range(len(data)):
        changed = bytearray(data)
        changed[i] ^= 1
        assert not pycose_verifies(bytes(changed), keys), f"pycose verifies it with byte {i} changed"
        assert not cwt_verifies(bytes(changed), keys), f"python-cwt verifies it with byte {i} changed"


def judge_symbol(path, keys, statuses):
    """Judges what the symbol of an issued certificate says, and whether it is of these data."""
    address, digits = path.read_text().strip().split("#")
    attached = path.with_suffix(".json").read_bytes()
    data = from_digits(digits)
    assert pycose_verifies(data, keys), "pycose does not verify it"
    claims = cwt_verifies(data, keys)
    assert claims, "python-cwt does not verify it"
    said, content = read(claims), json.loads(attached)
    assert address.startswith(said["issuer"] + "/v/"), "another issuer"
    assert said["data"] == hashlib.sha256(attached).hexdigest(), "is of other data than the attached"
    assert said["kinds"] == content["kinds"] and said["number"] == content["number"] and said["office"][0] == content["office"]["code"], "another certificate"
    assert said["demo"] == (content["basis"] == "demo"), "demo"
    status = statuses[f"{said['issuer']}/status-lists/{said['list']}"]
    assert not withdrawn(status, said["index"]), "withdrawn"


def symbols(directory):
    keys = token((directory / "keys.jwt").read_text(), "jwk-set+jwt")["keys"]
    lists = [token(p.read_text(), "statuslist+jwt", keys) for p in directory.glob("*.status.jwt")]
    statuses = {status["sub"]: status for status in lists}
    files = sorted(directory.glob("*/*.url"))
    assert files, "no symbols"
    faults = 0
    for path in files:
        try:
            judge_symbol(path, keys, statuses)
        except Exception as fault:  # a judge that stumbles has found something
            faults += 1
            print(f"{path.parent.name}/{path.stem}.pdf: {type(fault).__name__}: {fault}")
    return 1 if faults else 0


def main(directory):
    claims = token((directory / "keys.jwt").read_text(), "jwk-set+jwt")
    keys = claims["keys"]
    assert all(map(thumbprint_starts_with, keys)), "kid"
    status = token((directory / "status.jwt").read_text(), "statuslist+jwt", keys)
    faults, files = 0, sorted(directory.glob("*.digits"))
    assert files, "no statements"
    for path in files:
        try:
            judge(path, keys, status)
        except AssertionError as fault:
            faults += 1
            print(f"{path.stem}: {fault}")
    print(f"jwcrypto: key set and status list, no fault")
    print(f"pycose, python-cwt: {len(files)} statements, {faults or 'no'} fault{'s' if faults > 1 else ''}")
    return 1 if faults else 0


if __name__ == "__main__":
    if sys.argv[1] == "-symbols":
        sys.exit(symbols(pathlib.Path(sys.argv[2])))
    sys.exit(main(pathlib.Path(sys.argv[1])))
