"""Makes the SD-CWTs of this folder; see SOURCES.md.

Usage: make.py ISSUER_KEY.pem HOLDER_KEY.pem (those of the examples of draft-ietf-spice-sd-cwt).
"""

import hashlib
import json
import pathlib
import struct
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

HERE = pathlib.Path(__file__).parent
ISSUER, HOLDER = (
    serialization.load_pem_private_key(pathlib.Path(path).read_bytes(), None)
    for path in sys.argv[1:3]
)
HASHES = {-16: hashlib.sha256, -43: hashlib.sha384, -44: hashlib.sha512}


class Tag:
    def __init__(self, number, content):
        self.number, self.content = number, content


class Simple:
    def __init__(self, number):
        self.number = number


class Raw:
    """Octets that are an item already."""

    def __init__(self, octets):
        self.octets = octets


def head(major, argument):
    major <<= 5
    if argument < 24:
        return bytes([major | argument])
    for width, info in ((1, 24), (2, 25), (4, 26), (8, 27)):
        if argument < 1 << 8 * width:
            return bytes([major | info]) + argument.to_bytes(width, "big")
    raise ValueError(argument)


def cbor(value):
    if value is None or isinstance(value, bool):
        return {None: b"\xf6", False: b"\xf4", True: b"\xf5"}[value]
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, ~value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    if isinstance(value, dict):
        return head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())
    if isinstance(value, Tag):
        return head(6, value.number) + cbor(value.content)
    if isinstance(value, Simple):
        return bytes([0xF8, value.number])
    return value.octets


def sign(key, algorithm, size, protected, payload):
    message = cbor(["Signature1", protected, b"", payload])
    der = key.sign(message, ec.ECDSA(algorithm, deterministic_signing=True))
    return b"".join(n.to_bytes(size, "big") for n in utils.decode_dss_signature(der))


def sd_cwt(payload, unprotected, header):
    protected = cbor({1: -35, 16: 293, **header})
    payload = cbor(payload)
    signature = sign(ISSUER, hashes.SHA384(), 48, protected, payload)
    return Tag(18, [protected, unprotected, payload, signature])


def kbt(inside, payload):
    protected = cbor({1: -7, 16: 294, 13: inside})
    payload = cbor(payload)
    signature = sign(HOLDER, hashes.SHA256(), 32, protected, payload)
    return cbor(Tag(18, [protected, {}, payload, signature]))


def confirmation():
    numbers = HOLDER.public_key().public_numbers()
    x, y = (n.to_bytes(32, "big") for n in (numbers.x, numbers.y))
    return {1: {1: 2, -1: 1, -2: x, -3: y}}


class Disclosures:
    """Salted entries and their digests."""

    def __init__(self, mode, algorithm):
        self.mode, self.algorithm, self.salts, self.entries = mode, algorithm, 0, []

    def digest(self, *entry, disclosed=True):
        self.salts += 1
        salt = hashlib.sha256(f"admit test salt {self.salts}".encode()).digest()[:16]
        content = cbor([salt, *entry])
        if disclosed:
            self.entries.append(content)
        hashed = content if self.mode == "content" else cbor(content)
        return HASHES[self.algorithm](hashed).digest()


S59 = Simple(59)
HOLDERS = {3: "mimi://example.com/r/clubhouse", 6: 1725244300, 39: b"0123456789abcdef"}


def everything(mode, algorithm):
    """Members, elements, nesting, decoys, an encrypted disclosure, claims in the header."""
    d = Disclosures(mode, algorithm)
    postal = d.digest("94188", "postal_code", disclosed=False)
    region = d.digest("ca", "region")
    place = {"country": "us", S59: [region, postal]}
    payload = {
        1: "https://issuer.example",
        4: 2208988800,
        5: 1725244200,
        6: 1725244200,
        8: confirmation(),
        "department": "Human Resources",
        "groups": [
            "staff",
            Tag(60, d.digest("moderators")),
            Tag(60, d.digest("night shift", disclosed=False)),
            Tag(60, d.digest()),
        ],
        504: [Tag(60, d.digest({500: True, S59: [d.digest("ABCD-123456", 501)]}))],
        S59: [
            d.digest("mimi://example.com/u/ann", 2),
            d.digest(place, 503),
            d.digest(disclosed=False),
            d.digest(7, -70000),
        ],
    }
    header = {
        15: {1: "https://issuer.example", 11: 65000, S59: [d.digest("quiet", "wish")]},
        170: algorithm,
    }
    encrypted = [[b"n" * 16, b"c" * 40, b"t" * 16]]
    unprotected = {4: b"issuer 3", 17: d.entries[::-1], 171: encrypted}
    return kbt(sd_cwt(payload, unprotected, header), HOLDERS)


def expected():
    return {
        1: "https://issuer.example",
        2: "mimi://example.com/u/ann",
        4: 2208988800,
        5: 1725244200,
        6: 1725244200,
        8: confirmation(),
        11: 65000,
        503: {"country": "us", "region": "ca"},
        504: [{500: True, 501: "ABCD-123456"}],
        -70000: 7,
        "wish": "quiet",
        "groups": ["staff", "moderators"],
        "department": "Human Resources",
    }


index = {"expected_claims_cbor_hex": cbor(expected()).hex(), "tokens": []}
for mode in ("content", "encoded-bstr"):
    for algorithm in HASHES:
        name = f"kbt-{mode}{algorithm}.cbor"
        (HERE / name).write_bytes(everything(mode, algorithm))
        index["tokens"].append({"file": name, "digest_mode": mode, "sd_alg": algorithm})
(HERE / "index.json").write_text(json.dumps(index, indent=1) + "\n")
