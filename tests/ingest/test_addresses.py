import pytest

from jpeu_nlp.errors import UnreadableError
from jpeu_nlp.ingest.addresses import find_public, is_address, is_public, parse_address


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::7f00:1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "2001:db8::1",
        "3fff::1",
        "localhost",
        "",
    ],
)
def test_what_is_not_the_public_internet_is_refused(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("number", ["8.8.8.8", "193.99.144.80", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_the_public_internet_is_not(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("HTTPS://WWW.Example.org:443/a b?q=é#part", "https://www.example.org/a%20b?q=%C3%A9"),
        ("http://example.org", "http://example.org/"),
        ("http://example.org:8080/a%20b", "http://example.org:8080/a%20b"),
        ("http://外務省.example/報", "http://xn--lhrz8ls91a.example/%E5%A0%B1"),
        ("http://[2606:4700::1111]/x", "http://[2606:4700::1111]/x"),
    ],
)
def test_an_address_has_one_spelling(text: str, uri: str) -> None:
    found = parse_address(text).uri
    assert found == uri
    assert parse_address(found).uri == found


@pytest.mark.parametrize(
    "text",
    [
        "ftp://example.org/a",
        "file:///etc/passwd",
        "gopher://example.org/",
        "http://",
        "http:///path",
        "http://ana:geheim@example.org/",
        "ftp://ana:geheim@example.org/",
        "http://example.org/a\r\nHost: elsewhere",
        "http://example.org\x00.evil/",
        "http://example.org:99999/",
        "http://[::1",
        "http://exa mple.org/",
        "http://" + "a" * 3000,
        "http://example.org/\udc80",
    ],
)
def test_what_is_not_fetched_is_refused_and_no_password_is_repeated(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        parse_address(text)
    assert "geheim" not in str(caught.value)


def test_paths_and_names_are_no_addresses() -> None:
    assert [is_address(text) for text in ("https://a.example", "file:///x", "corpus/documents", "eeas", "C:/x")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_one_private_answer_among_public_ones_is_refused() -> None:
    with pytest.raises(UnreadableError, match=r"leads to 10\.0\.0\.1"):
        find_public(parse_address("http://example.org/"), resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"])


@pytest.mark.parametrize("host", ["2130706433", "127.1", "0x7f.0.0.1", "017700000001"])
def test_odd_spellings_of_the_local_host_are_seen_through(host: str) -> None:
    with pytest.raises(UnreadableError):
        find_public(parse_address(f"http://{host}/"))


def test_a_name_that_does_not_exist_is_told() -> None:
    def fail(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    with pytest.raises(UnreadableError, match="is not found"):
        find_public(parse_address("http://nowhere.example/"), resolve=fail)
