import pytest
from hypothesis import given
from hypothesis import strategies as st

from brand_kit.fields import FieldRefused, Rules, kind
from brand_kit.rendering.values import Text
from tests.brand_kit.fields.places import GERMANY, US

WEB, EMAIL = kind("web"), kind("email")


@pytest.mark.parametrize(
    ("raw", "saved", "shown"),
    [
        ("www.x.de", "https://www.x.de", "www.x.de"),
        (" HTTPS://WWW.X.DE/ ", "https://www.x.de", "www.x.de"),
        ("x.de:443/Shop/", "https://x.de/Shop/", "x.de/Shop"),
        ("https://x.de.", "https://x.de", "x.de"),
        ("https://x.de/@user?a=b#c", "https://x.de/@user?a=b#c", "x.de/@user?a=b#c"),
        ("https://ｅｘａｍｐｌｅ．ｃｏｍ/", "https://example.com", "example.com"),
        ("https://münchen.de/straße", "https://xn--mnchen-3ya.de/stra%C3%9Fe", "münchen.de/straße"),
        ("https://straße.de", "https://xn--strae-oqa.de", "straße.de"),
        ("https://пример.рф", "https://xn--e1afmkfd.xn--p1ai", "пример.рф"),
        ("日本語.jp/ページ", "https://xn--wgv71a119e.jp/%E3%83%9A%E3%83%BC%E3%82%B8", "日本語.jp/ページ"),
        ("שלום.co.il", "https://xn--9dbne9b.co.il", "שלום.co.il"),
        ("https://аpple.com", "https://xn--pple-43d.com", "xn--pple-43d.com"),
        ("https://раураӏ.com", "https://xn--80aa0cbo65f.com", "xn--80aa0cbo65f.com"),
        ("https://x.de/%e4", "https://x.de/%E4", "x.de/%E4"),
        ('https://x.de/"><script>', "https://x.de/%22%3E%3Cscript%3E", "x.de/%22%3E%3Cscript%3E"),
    ],
)
def test_a_web_address_is_saved_in_ascii_and_shown_as_it_is_read(raw, saved, shown):
    assert WEB.clean(raw, Rules(), GERMANY) == saved
    assert WEB.clean(saved, Rules(), GERMANY) == saved
    assert WEB.set(saved, GERMANY) == Text(shown, link=saved, direction="ltr")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        *((raw, "scheme") for raw in ("http://x.de", "ftp://x.de", "javascript:alert(1)", "data:text/html,x")),
        *(
            (raw, "scheme")
            for raw in ("vbscript:x", "blob:https://x.de", "mailto:a@b.de", "JAVASCRIPT://x.de/%0aalert(1)")
        ),
        *((raw, "url") for raw in ("//evil.com", "https:x.de", "https:/x.de", "https:///x.de", "https://")),
        *((raw, "url") for raw in ("https://evil\\@good.com", "\\\\evil.com", "https://x.de/a b", "https://x.de/%zz")),
        *((raw, "userinfo") for raw in ("https://good@evil.com", "https://a:b@x.de", "good.com@evil.com")),
        *((raw, "port") for raw in ("https://x.de:8443", "x.de:80", "https://x.de:0443", "javascript:1")),
        *((raw, "ip") for raw in ("127.0.0.1", "https://127.1", "https://0x7f000001", "https://2130706433")),
        *((raw, "ip") for raw in ("https://[::1]/", "169.254.169.254/latest", "https://⑫⑦.0.0.1", "10.0.0.1")),
        *((raw, "ip") for raw in ("https://127。0。0。1", "8.8.8.8", "https://017700000001")),
        *((raw, "private-host") for raw in ("localhost", "a.localhost", "printer.local", "x.internal", "intranet")),
        *((raw, "private-host") for raw in ("https://router.home.arpa", "x.onion", "www.x.test")),
        *((raw, "host") for raw in ("https://x..de", "https://-a.de", "https://a_b.de", "https://☃.net", "xn--a.de")),
        *((raw, "host") for raw in ("https://x.de%2eevil.com", "https://x.de%00.evil.com", "x.d", "a" * 64 + ".de")),
        *((raw, "control") for raw in ("https://x.de/%0d%0aSet-Cookie", "https://x.de/%00", "https://x.de/\x00")),
        *((raw, "bidi") for raw in ("https://x.de/\u202egnp", "https://x.de/%E2%80%AEgnp", "https://x\u202e.de")),
        *((raw, "invisible") for raw in ("https://ex\u200bample.de", "https://ex\u00adample.de", "\ufeffhttps://x.de")),
        ("https://x.de/" + "a" * 300, "length"),
    ],
)
def test_a_web_address_that_could_harm_or_deceive_is_refused(raw, code):
    with pytest.raises(FieldRefused) as refused:
        WEB.clean(raw, Rules(), US)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("raw", "saved", "shown", "link"),
    [
        ("Info@X.DE", "Info@x.de", "Info@x.de", "mailto:Info@x.de"),
        (" a+b@x.de ", "a+b@x.de", "a+b@x.de", "mailto:a%2Bb@x.de"),
        ("info@münchen.de", "info@xn--mnchen-3ya.de", "info@münchen.de", "mailto:info@xn--mnchen-3ya.de"),
        ("a?bcc=b@x.de", "a?bcc=b@x.de", "a?bcc=b@x.de", "mailto:a%3Fbcc%3Db@x.de"),
        ("a@раураӏ.com", "a@xn--80aa0cbo65f.com", "a@xn--80aa0cbo65f.com", "mailto:a@xn--80aa0cbo65f.com"),
    ],
)
def test_an_email_address_is_normalised_and_linked(raw, saved, shown, link):
    assert EMAIL.clean(raw, Rules(), US) == saved
    assert EMAIL.clean(saved, Rules(), US) == saved
    assert EMAIL.set(saved, US) == Text(shown, link=link, direction="ltr")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        *((raw, "email") for raw in ("x", "@x.de", "a@b@c.de", "a..b@x.de", ".a@x.de", '"a b"@x.de', "ä@x.de")),
        *((raw, "email") for raw in ("Bob <a@x.de>", "a@x.de>", "a b@x.de", "x" * 65 + "@x.de") if raw != "a@x.de>"),
        ("a@x.de,b@x.de", "email"),
        ("a@x.de\r\nBcc: b@x.de", "lines"),
        ("a@localhost", "private-host"),
        ("a@[127.0.0.1]", "ip"),
        ("a@x.de\u202e", "bidi"),
    ],
)
def test_what_is_not_one_email_address_is_refused(raw, code):
    with pytest.raises(FieldRefused) as refused:
        EMAIL.clean(raw, Rules(), US)
    assert refused.value.code == code


url_letters = st.text(st.one_of(st.characters(), st.sampled_from("https://www.x.de:443@\\?#%20%E4[]。аρ")), max_size=40)


@given(url_letters, st.sampled_from(["", "https://", "https://x.de/", "www.x.de?"]))
def test_an_accepted_web_address_is_stable_plain_ascii_and_https(raw, start):
    try:
        url = WEB.clean(start + raw, Rules(), US)
    except FieldRefused:
        return
    if url is None:
        return
    assert url.isascii() and url.startswith("https://")
    assert not set(url) & set(' "<>\\\n')
    assert WEB.clean(url, Rules(), US) == url
    assert WEB.set(url, US).text
