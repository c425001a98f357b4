"""Parked domains, placeholders and login walls, and what only looks like them."""

import lxml.html
import pytest

from crawler.frontier.pagekind import judge, judge_redirect

AT = "https://ada.example/"
STORY = "<p>" + "I bought a name once and wrote about what came of it over the years. " * 25 + "</p>"
NAV = "<nav><a href=/>Home</a><a href=/about>About</a><a href=/posts>Posts</a></nav>"


def kind(html: str, address: str = AT, asked: str = AT) -> str | None:
    found = judge(lxml.html.fromstring(html), html.encode(), address, asked)
    return found.kind if found else None


@pytest.mark.parametrize(
    "html",
    [
        ("<title>ada.example is for sale</title><h1>ada.example</h1><p>This domain is for sale. Make an offer.</p>"
        "<a href=https://dan.com/buy/ada.example>Buy this domain</a>"),
        ("<html data-adblockkey=MFww><title>ada.example</title><body><h2>Related searches</h2>"
        "<script src=https://www.sedoparking.com/frmpark/x.js></script></body></html>"),
        "<title>ada.example</title><p>This web page is parked FREE, courtesy of a registrar.</p>",
        ("<title>ada.example steht zum Verkauf</title><p>Diese Domain steht zum Verkauf.</p>"
        "<a href=https://sedo.com/search/?keyword=ada.example>Anfragen</a>"),
        ("<title>ada.example</title><h1>ada.example</h1><p>This domain has been registered. Hier entsteht eine neue "
        "Internetpräsenz.</p>"),
        "<title>ada.example - this domain may be for sale</title><iframe src=https://bodis.com/x></iframe>",
        ("<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is "
        "successfully installed and working.</p>"),
        ("<title>Apache2 Ubuntu Default Page: It works</title><p>This is the default welcome page used to test the "
        "correct operation of the Apache2 server after installation.</p>"),
        ("<title>IIS Windows Server</title><a href=http://go.example/><img alt='Internet Information Services'></a>"
        "<p>Internet Information Services</p>"),
        ("<title>Account Suspended</title><h1>Account Suspended</h1><p>This account has been suspended. Contact your "
        "hosting provider for more information.</p>"),
    ],
)  # fmt: skip
def test_parked_pages_and_placeholders(html: str) -> None:
    """Templates of sellers and registrars, default pages of servers and panels."""
    assert kind(html) == "parked"


@pytest.mark.parametrize(
    "html",
    [
        (f"<title>This domain is for sale: how parked domains work</title>{NAV}<article><h1>Buy this domain</h1>{STORY}"
        "</article>"),
        (f"<title>Why my old domain is parked</title>{NAV}<article><p>The domain is for sale at "
        "<a href=https://sedo.com/>Sedo</a>.</p></article>"),
        "<title>Domain driven design</title><h1>Domain driven design</h1><p>This domain is for sale of fruit.</p>",
        "<title>Ada</title><h1>Ada</h1><p>I work on domain name parking detection.</p>",
        "<title>ada.example</title><h1>Ada Lovelace</h1><p>I am Ada, an engineer in London.</p>",
        "<title>ada.example</title><p>I build software. My other domain, bob.example, expired.</p><a href=/cv>CV</a>",
        (f"<title>Installing nginx</title>{NAV}<article><p>You will see: Welcome to nginx! If you see this page, the "
        f"nginx web server is successfully installed.</p>{STORY}</article>"),
        "<title>Ada for sale</title><p>A song.</p>",
        ("<title>ada.example</title><h1>Ada Lovelace</h1><p>Engineer in London. I collect names, too: see what I sell "
        "at <a href=https://dan.com/ada>dan.com</a>.</p>"),
        "<title>Ada Lovelace</title><p>Engineer, formerly at Sedo. See <a href=https://sedo.com/>sedo.com</a>.</p>",
    ],
)  # fmt: skip
def test_pages_about_domains_are_not_parked(html: str) -> None:
    """A post about parked domains, a short page with the domain's name, a former employee of a seller."""
    assert kind(html) is None


@pytest.mark.parametrize(
    ("html", "address"),
    [
        ("<title>Log in</title><form><input name=u><input type=password name=p></form>", AT),
        ("<title>Ada</title><form><input name=u><input type=PASSWORD></form>", f"{AT}login?next=/cv"),
        ("<title>Log In ‹ Ada — WordPress</title><form><input type=password></form>", f"{AT}wp-login.php"),
        ("<title>Ada's wiki</title><h1>Members only</h1><form><input type=password></form>", AT),
        ("<title>Protected: My CV</title><p>This content is password protected.</p><input type=password>", AT),
        ("<title>Anmelden</title><p>Bitte melden Sie sich an.</p><input type=password>", AT),
    ],
)
def test_login_walls(html: str, address: str) -> None:
    """A password is asked for, and the page is about nothing else."""
    assert kind(html, address) == "login"


@pytest.mark.parametrize(
    "html",
    [
        f"<title>Ada</title>{NAV}{STORY}<aside><form><input name=u><input type=password></form></aside>",
        "<title>Ada Lovelace</title><p>Engineer.</p><footer><input type=password></footer>",
        (
            "<title>Ada</title><p>Engineer.</p><aside><form>You must be logged in to post a comment. "
            "<input type=password></form></aside>"
        ),
        "<title>Ada</title><p>Engineer. Please log in to comment.</p><aside><input type=password></aside>",
        "<title>How to log in</title><h1>Passwords</h1><p>A note on login forms.</p>",
        f"<title>Sign in with passkeys</title>{NAV}<article><p>Please sign in to continue, it said.</p></article>",
    ],
)
def test_pages_with_a_login_beside_their_text_are_no_walls(html: str) -> None:
    """A form in the margin, a post about logging in."""
    assert kind(html) is None


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("https://www.hugedomains.com/domain_profile.cfm?d=ada.example", "parked"),
        ("https://sedo.com/search/details/?domain=ada.example", "parked"),
        ("https://accounts.google.com/v3/signin", "login"),
        ("https://team.okta.com/oauth2", "login"),
        ("https://sso.uni.example/login?service=x", "login"),
        ("https://ada-lovelace.example/", None),
        ("https://ada.github.io/", None),
        ("https://notsedo.com/", None),
        ("https://blog.example/login-forms-explained", None),
    ],
)
def test_redirects_tell_where_they_lead(target: str, expected: str | None) -> None:
    """To whoever sells the domain, to a login, or to a new address."""
    found = judge_redirect(target)
    assert (found.kind if found else None) == expected
