"""Seals a scenario's name: a token stands in its place, and only the sandbox can read it.

A token is a nonce and a keyed hash over it and the name (HMAC, RFC 2104). To open it, all names
are tried: they are few. The first digit of the nonce says whether its holder knows the name: who
chose it on a page does, who plays a puzzle does not.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable

MARK = "~"
KNOWN = "0"
UNKNOWN = "123456789abcdef"
NONCE_DIGITS = 8
HASH_DIGITS = 16


class BrokenSealError(ValueError):
    """The token was sealed with another key, or never was one."""

    def __init__(self) -> None:
        super().__init__("This token is none of this sandbox's. Choose a scenario anew.")


class Seal:
    """Closes and opens tokens with one key."""

    def __init__(self, key: str, names: Iterable[str]) -> None:
        self._key = key.encode()
        self._names = tuple(names)

    @property
    def salt(self) -> str:
        """What chance is mixed with: who knows a seed cannot work out the delays of each name."""
        return self._hash("salt", "")

    def close(self, name: str, *, known: bool = False) -> str:
        """Return a token for the name, another one each time; `known` to whoever gets it."""
        first = KNOWN if known else secrets.choice(UNKNOWN)
        nonce = first + secrets.token_hex(NONCE_DIGITS // 2)[1:]
        return MARK + nonce + self._hash(nonce, name)

    def open(self, token: str) -> str:
        """Return the name that a token stands for; BrokenSealError where it stands for none."""
        nonce, hashed = token[1 : 1 + NONCE_DIGITS], token[1 + NONCE_DIGITS :]
        for name in self._names:
            if hmac.compare_digest(self._hash(nonce, name).encode(), hashed.encode()):
                return name
        raise BrokenSealError

    def _hash(self, nonce: str, name: str) -> str:
        said = f"{nonce}:{name}".encode()
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()[:HASH_DIGITS]


def is_sealed(text: str) -> bool:
    """Tell a token from a name."""
    return text.startswith(MARK)


def is_known(text: str) -> bool:
    """Tell whether whoever asks with this token, or name, knows what it stands for."""
    return not is_sealed(text) or text.startswith(MARK + KNOWN)
