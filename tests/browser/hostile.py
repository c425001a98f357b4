"""Pages that mean the browser harm, each the home page of a fictional host, and how each must end."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.mockserver.server import Answer, Route, page

AFTER = (
    "The script of this page went on after its misdeed, and wrote this one long sentence, so that there is "
    "something to read in the end."
)
_WRITE = f"document.getElementById('root').textContent = '{AFTER}';"


@dataclass(frozen=True)
class Hostile:
    """One page; its script may end with AFTER."""

    script: str
    error: str | None = None
    """The named error that its reading ends in; two where the machine's speed decides; None: a normal reading."""
    writes: bool = True
    """Whether what it writes after its misdeed is read."""
    markup: str = ""
    more: Mapping[str, Route] | None = None
    """Further paths of its host."""

    def routes(self) -> dict[str, Route]:
        """Return what its host serves."""
        shell = page("Shell", f"<div id='root'></div>{self.markup}<script>{self.script}\n{self._end()}</script>")
        return {"/": shell, **(self.more or {})}

    def _end(self) -> str:
        return _WRITE if self.writes else ""


def misbehaving() -> dict[str, Hostile]:
    """Return pages that hang, grow, ask, pop up or run away."""
    return {
        "dialogs.example": Hostile(
            "alert('a'); confirm('b'); prompt('c'); print();"
            "onbeforeunload = event => { event.preventDefault(); return 'stay'; };"
            "navigator.geolocation.getCurrentPosition(() => 0, () => 0); Notification.requestPermission();"
        ),
        "alerts.example": Hostile("while (true) alert('again');", error="RenderTimeout"),
        "endless.example": Hostile("while (true) {}", error="RenderTimeout"),
        "lateloop.example": Hostile("onload = () => setTimeout(() => { while (true) {} }, 1);", error="RenderTimeout"),
        "windows.example": Hostile("for (let i = 0; i < 300; i++) window.open('/window' + i);"),
        "growth.example": Hostile(
            "setInterval(() => { for (let i = 0; i < 150_000; i++)"
            " document.body.append(document.createElement('p')); }, 0);",
            error="TooLarge or RenderTimeout",
        ),
        "text.example": Hostile("document.body.append('x'.repeat(30_000_000));", error="TooLarge or RenderTimeout"),
        "heap.example": Hostile(
            "const kept = []; while (true) kept.push(new Array(100_000).fill(Math.random()));",
            error="RenderCrashed or RenderTimeout",
        ),
        "download.example": Hostile(
            "const link = document.createElement('a'); link.download = 'file.bin';"
            "link.href = URL.createObjectURL(new Blob([new Uint8Array(1000)]));"
            "for (let i = 0; i < 20; i++) link.click(); location.href = '/file.bin';",
            more={"/file.bin": Answer(b"x" * 1000, headers={"Content-Disposition": "attachment"})},
        ),
        "reload.example": Hostile("addEventListener('load', () => location.reload());"),
        "runaway.example": Hostile("setInterval(() => { location.href = '/' + Math.random(); }, 1);"),
        "blank.example": Hostile("location.href = 'about:blank';", writes=False),
        "framing.example": Hostile(
            "for (let i = 0; i < 60; i++) { const f = document.createElement('iframe'); f.src = '/frame' + i;"
            " document.body.append(f); }"
        ),
        "worker.example": Hostile(
            "for (let i = 0; i < 4; i++) new Worker(URL.createObjectURL(new Blob(['while (true) {}'])));"
        ),
        "fetching.example": Hostile("setInterval(() => fetch('/data?' + Math.random()).catch(() => 0), 1);"),
        "clock.example": Hostile("setInterval(() => document.body.append(document.createTextNode('.')), 5);"),
        "history.example": Hostile("for (let i = 0; i < 150; i++) history.pushState({}, '', '/pushed' + i);"),
        "service.example": Hostile(
            "navigator.serviceWorker && navigator.serviceWorker.register('/worker.js').catch(() => 0);",
            more={"/worker.js": Answer(b"self.skipWaiting();", content_type="text/javascript")},
        ),
        "broken.example": Hostile("throw new Error('broken');", writes=False),
    }


def reaching(inner: int) -> dict[str, Hostile]:
    """Return pages that try to reach a service of the machine that reads them.

    :param inner: its port.
    """
    here = f"http://127.0.0.1:{inner}"
    names = [
        here, f"http://localhost:{inner}", f"http://[::1]:{inner}", f"http://0x7f000001:{inner}", f"http://127.1:{inner}",
        f"http://2130706433:{inner}", f"http://0177.0.0.1:{inner}", f"http://[::ffff:127.0.0.1]:{inner}",
        f"http://user@127.0.0.1:{inner}", f"http://127.0.0.1.:{inner}", f"http://0.0.0.0:{inner}",
        f"https://127.0.0.1:{inner}", f"http://inner.example:{inner}",
    ]  # fmt: skip
    redirect = Answer(b"", status=302, headers={"Location": f"{here}/redirected"})
    return {
        "fetches.example": Hostile(
            f"for (const one of {names}) {{ fetch(one + '/fetched').catch(() => 0);"
            " try { const r = new XMLHttpRequest(); r.open('GET', one + '/xhr'); r.send(); } catch {} }"
        ),
        "redirects.example": Hostile(
            "fetch('/hop').catch(() => 0); const s = document.createElement('script'); s.src = '/hop';"
            " document.body.append(s);",
            more={"/hop": redirect},
        ),
        "beacons.example": Hostile(
            f"new Image().src = '{here}/image'; navigator.sendBeacon('{here}/beacon', 'x');"
            f" fetch('{here}/post', {{method: 'POST', body: 'x', mode: 'no-cors', keepalive: true}}).catch(() => 0);"
        ),
        "sockets.example": Hostile(
            f"for (const scheme of ['ws', 'wss'])"
            f" try {{ new WebSocket(scheme + '://127.0.0.1:{inner}/ws'); }} catch {{}}"
            f" try {{ new EventSource('{here}/events'); }} catch {{}}"
            f" try {{ const t = new WebTransport('https://127.0.0.1:{inner}/'); t.ready.catch(() => 0);"
            " t.closed.catch(() => 0); } catch {}"
        ),
        "rtc.example": Hostile(
            "const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:PORT'},"
            " {urls: 'turn:127.0.0.1:PORT?transport=tcp', username: 'a', credential: 'b'}]});"
            " peer.createDataChannel('c'); peer.createOffer().then(offer => peer.setLocalDescription(offer));".replace(
                "PORT", str(inner)
            )
        ),
        "frames.example": Hostile(
            "",
            markup=f"<iframe src='{here}/frame'></iframe><object data='{here}/object'></object>"
            f"<embed src='{here}/embed'><iframe sandbox='allow-scripts'"
            f" srcdoc=\"<script>fetch('{here}/srcdoc')</script>\"></iframe>"
            f"<iframe src=\"javascript:fetch('{here}/javascript')\"></iframe>",
        ),
        "styles.example": Hostile(
            "",
            markup=f"<link rel=stylesheet href='{here}/sheet.css'><style>@import url('{here}/import.css');"
            f"@font-face {{ font-family: f; src: url('{here}/font.woff2') }}"
            f" body {{ background: url('{here}/background.png'); font-family: f }}</style>",
        ),
        "hints.example": Hostile(
            "",
            markup=f"<link rel=preconnect href='{here}'><link rel=dns-prefetch href='//inner.example:{inner}'>"
            f"<link rel=prefetch href='{here}/prefetch'><link rel=preload as=script href='{here}/preload.js'>"
            f"<link rel=modulepreload href='{here}/module.js'><link rel=icon href='{here}/icon.png'>"
            f"<link rel=manifest href='{here}/manifest.json'><video src='{here}/video.mp4' autoplay></video>"
            f"<audio src='{here}/audio.mp3' autoplay></audio><img srcset='{here}/image.png 2x'>"
            f'<script type=speculationrules>{{"prefetch": [{{"source": "list", "urls": ["{here}/rules"]}}]}}'
            "</script>",
        ),
        "workers.example": Hostile(
            f"const source = URL.createObjectURL(new Blob([\"fetch('{here}/worker');"
            f" importScripts('{here}/import.js')\"]));"
            " new Worker(source); try { new SharedWorker(source); } catch {}"
        ),
        "forms.example": Hostile(
            "document.getElementById('form').submit();",
            markup=f"<form id=form method=post action='{here}/form'><input name=a value=b></form>",
        ),
        "leaves.example": Hostile(f"location.href = '{here}/left';"),
        "opens.example": Hostile(
            f"window.open('{here}/opened'); window.open('{here}/noopener', '_blank', 'noopener');"
        ),
        "files.example": Hostile(
            "for (const one of ['file:///etc/passwd', 'chrome://version', 'ftp://127.0.0.1:PORT/'])"
            " { fetch(one).catch(() => 0); const f = document.createElement('iframe'); f.src = one;"
            " document.body.append(f); }".replace("PORT", str(inner))
        ),
    }
