"""Robots: what a site's `robots.txt` allows us, read from bytes that `fetch` brought.

The standard library's parser takes the first rule that fits and knows no `*` inside a path; where a site relies on
wildcards we may therefore ask for what it would rather not give. RFC 9309 decides what an absent or broken file means.
"""

from dataclasses import dataclass
from typing import ClassVar, Self
from urllib.robotparser import RobotFileParser


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """The rules of one site."""

    MAX_BYTES: ClassVar[int] = 512_000
    """What is read of the file; RFC 9309 asks for 500 KiB at least."""
    parser: RobotFileParser | None
    """None where the site could not tell its rules, so that everything is forbidden."""
    reason: str

    @classmethod
    def read(cls, status: int, data: bytes) -> Self:
        """Make the rules of an answer: 200 is read, 4xx means no rules, anything else means that nothing is allowed."""
        if status != 200 and not 400 <= status < 500:
            return cls.missing(f"its robots.txt cannot be had (the server answers {status})")
        parser = RobotFileParser()
        parser.parse(data.decode("utf-8-sig", "replace").splitlines() if status == 200 else [])
        return cls(parser=parser, reason="its robots.txt forbids it")

    @classmethod
    def missing(cls, reason: str) -> Self:
        """Return the rules of a site that cannot tell them: everything is forbidden."""
        return cls(parser=None, reason=reason)

    def allows(self, agent: str, uri: str) -> bool:
        """Return whether the address may be fetched."""
        return self.parser is not None and self.parser.can_fetch(agent, uri)

    def delay(self, agent: str) -> float:
        """Return the seconds that the site wants between two requests; 0 where it does not say."""
        found = self.parser.crawl_delay(agent) if self.parser is not None else None
        return float(found or 0.0)
