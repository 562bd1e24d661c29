"""The console in a real browser: what it shows, and what can be done with it."""
import base64
import json
import os
import pathlib
import re
import shutil
import socket
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from gateway import FORM, SUMMARY

expect.set_options(timeout=10_000)
# What the gateway refuses is what the page is about; the browser tells of it by itself.
EXPECTED = re.compile("Failed to load resource.*(status of [45]|ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY)")


@pytest.fixture(scope="module")
def browser():
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "no Chromium is installed; Tests/run installs Debian's"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, gateway):
    """Opens the console, in a window of its own; nothing may go wrong there."""
    contexts, problems = [], []

    def visit(url=gateway.url, query="", width=1280, height=900, is_live=True, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") and not EXPECTED.search(message.text) else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("dialog", lambda dialog: problems.append(dialog.message))
        page.on("request", lambda request: None if request.url.startswith(url) else problems.append(request.url))
        page.goto(f"{url}/__admin/{query}")
        if is_live:
            expect(page.locator("#state")).to_have_attribute("data-state", re.compile("live|frozen"))
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not problems


def keep(page, name):
    """A picture for a person to look at, in the folder that MOCK_GATEWAY_PICTURES names."""
    if folder := os.environ.get("MOCK_GATEWAY_PICTURES"):
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{folder}/{name}.png")


def token_of(gateway, client):
    basic = base64.b64encode(f"{client}:secret".encode()).decode()
    status, _, body = gateway.call("POST", "/oauth/token", "grant_type=client_credentials", FORM | {"Authorization": f"Basic {basic}"})
    assert status == 200
    return json.loads(body)["access_token"]


def test_shows_a_refusal_and_what_tolerance_changes(gateway, visit):
    page = visit()
    expect(page.locator("#verdict")).to_have_text("Two clocks that agree")
    keep(page, "idle")
    page.fill("#offset", "200ms")
    page.press("#offset", "Enter")
    expect(page.locator("#share")).to_have_text("100")
    assert gateway.control("GET", "settings")["offsetMs"] == 200
    gateway.freeze()
    assert gateway.summary(gateway.token())[0] == 401
    expect(page.locator("#verdict")).to_have_text("Refused: stamped 200\u00a0ms in the gateway’s future")
    expect(page.locator("#timeline path.no.focus")).to_have_count(1)
    row = page.locator("#entries .entry").first
    expect(row).to_contain_text("200\u00a0ms ahead, heals in 200\u00a0ms")
    keep(page, "refused")
    row.click()
    expect(page.locator(".details").first).to_contain_text("and nothing is tolerated")
    row.click()
    # What would have forgiven it is offered, and then is in force.
    page.mouse.move(5, 5)
    page.click("#cure")
    expect(page.locator("#verdict")).to_have_text("Refused then, forgiven now")
    expect(page.locator("#tolerance")).to_have_value("500ms")
    assert gateway.control("GET", "settings")["toleranceMs"] == 500
    expect(page.locator("#share")).to_have_text("0")
    assert gateway.summary(gateway.token())[0] == 200
    expect(page.locator("#verdict")).to_contain_text("Forgiven: stamped")
    expect(page.locator("#timeline circle.ring")).not_to_have_count(0)
    keep(page, "tolerant")


def test_heals_while_one_looks(gateway, visit):
    """On a clock that stands still and is moved by button and by key, to the millisecond."""
    gateway.settings(offset="200ms")
    page = visit()
    page.click("#freeze")
    expect(page.locator("#state")).to_have_attribute("data-state", "frozen")
    token = gateway.token()
    assert gateway.summary(token)[0] == 401
    expect(page.locator("#verdict")).to_have_text("Refused: stamped 200\u00a0ms in the gateway’s future")
    page.click("[data-advance='100']")
    page.focus("#paper")
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#timeline")).to_contain_text("good in 10\u00a0ms")
    assert gateway.summary(token)[0] == 401
    expect(page.locator("#verdict")).to_have_text("Refused: stamped 10\u00a0ms in the gateway’s future")
    page.click("[data-advance='10']")
    expect(page.locator("#verdict")).to_have_text("Healed: the same token is good now")
    assert gateway.summary(token)[0] == 200
    page.click("#freeze")
    expect(page.locator("#state")).to_have_attribute("data-state", "live")


def test_plays_a_refusal_slowly(gateway, visit):
    page = visit()
    gateway.settings(offset="50ms")
    gateway.summary(gateway.token())
    expect(page.locator("#paper")).to_have_attribute("data-held", "Held at a refusal")
    expect(page.locator("#paper")).to_have_attribute("data-held", "In slow motion")
    expect(page.locator("#verdict")).to_have_text("Healed: the same token is good now")
    expect(page.locator("#hold-text")).to_have_text("Hold picture")


def test_two_consoles_agree(visit):
    one, two = visit(), visit()
    one.fill("#tolerance", "1.5s")
    one.press("#tolerance", "Enter")
    expect(two.locator("#tolerance")).to_have_value("1.5s")
    two.click("#map button[aria-label^='80 %'] >> nth=0")
    expect(one.locator("#offset")).to_have_value("200ms")
    expect(one.locator("#tolerance")).to_have_value("0ms")
    two.check("[name=precision][value=seconds]", force=True)
    expect(one.locator("#share")).to_have_text("20")
    expect(one.locator("#consequence")).to_have_text("20\u00a0% of first calls are refused, and heal in at most 200\u00a0ms.")
    two.select_option("#validator", "envoy")
    expect(one.locator("#rule")).to_contain_text("Forgives 1\u00a0min of its own")
    # What is wrong, the gateway says, and nothing is changed.
    one.fill("#offset", "soon")
    one.press("#offset", "Enter")
    expect(one.locator("#offset-error")).to_contain_text("soon is no duration")
    expect(one.locator("#offset")).to_have_attribute("aria-invalid", "true")


def test_one_client_has_settings_of_its_own(gateway, visit):
    page = visit()
    token_of(gateway, "wallboard")
    page.select_option("#client", "wallboard")
    page.fill("#tolerance", "2s")
    page.press("#tolerance", "Enter")
    expect(page.locator("#tolerance")).to_have_value("2s")
    page.click("#freeze")
    expect(page.locator("#state")).to_have_attribute("data-state", "frozen")
    own = gateway.control("GET", "clients/wallboard")["effective"]
    assert own["toleranceMs"] == 2000 and own["clock"]["mode"] == "frozen"
    everybody = gateway.control("GET", "settings")
    assert everybody["toleranceMs"] == 0 and everybody["clock"]["mode"] == "live"
    page.select_option("#client", "")
    expect(page.locator("#tolerance")).to_have_value("0ms")
    expect(page.locator("#state")).to_have_attribute("data-state", "live")


def test_journal_filters_are_the_address(gateway, visit):
    for client in ("wallboard", "billing"):
        gateway.summary(token_of(gateway, client))
    gateway.summary("x")
    page = visit()
    expect(page.locator("#entries > li")).to_have_count(5)
    page.fill("[name=client]", "wallboard")
    expect(page.locator("#entries > li")).to_have_count(2)
    page.check("[name=status][value='2xx']", force=True)
    page.fill("[name=path]", "/api/v2/**")
    expect(page.locator("#entries > li")).to_have_count(1)
    assert page.evaluate("location.search") == "?status=2xx&client=wallboard&path=%2Fapi%2Fv2%2F**"
    page.reload()
    expect(page.locator("#entries > li")).to_have_count(1)
    gateway.summary(token_of(gateway, "wallboard"))
    expect(page.locator("#entries > li")).to_have_count(2)
    page.fill("[name=path]", "no path")
    expect(page.locator("#filter-error")).to_contain_text("no path is no path; allowed")


def test_faults_and_tokens(gateway, visit):
    page = visit()
    page.click("[data-fault='429']")
    expect(page.locator("#inforce")).to_have_text("In force: 429 for the next call.")
    page.click("#mint")
    expect(page.locator("#explained .line")).to_contain_text("Accepted. It dies in 24\u00a0h")
    page.click("#explained .act")
    expect(page.locator("#explained pre")).to_contain_text("→ 429")
    expect(page.locator("#inforce")).to_have_text("No fault is in force.")
    expect(page.locator("#entries .entry").first).to_contain_text("by the fault fault-")
    page.click("#explained .act")
    expect(page.locator("#explained pre")).to_contain_text("→ 200")
    page.click("[data-fault=reset]")
    expect(page.locator("#inforce")).to_contain_text("a reset")
    page.click("#explained .act")
    # The browser tries once more by itself.
    expect(page.locator("#inforce")).to_have_text("No fault is in force.")
    assert len({entry["fault"] for entry in gateway.control("GET", "requests")["requests"]} - {None}) == 2
    gateway.settings(offset="1h")
    page.click("#mint")
    expect(page.locator("#explained .line")).to_contain_text("Refused; heals in 1\u00a0h")
    page.fill("#paste", "no token")
    expect(page.locator("#explained .error")).to_contain_text("That is no token")
    page.click("#reset")
    expect(page.locator("#offset")).to_have_value("0ms")


def test_says_what_answered(start, visit, tmp_path):
    """A fixture, the definition, a stub, a fault, the gateway itself; and whose client has gone before the end."""
    (tmp_path / "fixtures/api/v2/large").mkdir(parents=True)
    (tmp_path / "fixtures/api/v2/large/GET.json").write_text(json.dumps("x" * 16_000_000))
    definition = tmp_path / "definition.json"
    definition.write_text(json.dumps({"swagger": "2.0", "paths": {"/api/v2/widgets": {"get": {"responses": {"200": {"schema": {"type": "object"}}}}}}}))
    gateway = start("--fixtures", str(tmp_path / "fixtures"), "--openapi", str(definition))
    gateway.control("PUT", "fixtures", {"name": "mine", "method": "GET", "path": "/api/v2/stubbed", "body": {}})
    page = visit(gateway.url)
    token = gateway.token()
    for path, row, answered in [
        (SUMMARY, "ago, built-in fixture", "built-in fixture"), ("/api/v2/widgets", "ago, definition", "definition"),
        ("/api/v2/stubbed", "ago, stub mine", "stub mine"), ("/api/v2/nothing", "404", "gateway"),
    ]:
        gateway.call("GET", path, headers={"Authorization": f"Bearer {token}"})
        first = page.locator("#entries > li").first
        expect(first).to_contain_text(path)
        expect(first).to_contain_text(row)
        first.locator(".entry").click()
        expect(first.locator("dl")).to_contain_text(f"answered by{answered}took")
        first.locator(".entry").click()
        page.mouse.move(5, 5)
    gateway.control("POST", "faults", {"name": "busy", "status": 503, "next": 1})
    gateway.summary(token)
    expect(page.locator("#entries > li").first).to_contain_text("by the fault busy")
    connection = gateway.unread("/api/v2/large")
    row = page.locator("#entries > li", has_text="/api/v2/large")
    expect(row).to_contain_text("ago, fixture")
    expect(row).not_to_contain_text("and the client went")
    connection.close()
    expect(row).to_contain_text("ago, fixture, and the client went")
    keep(page, "answers")


def test_one_token_without_an_id_is_one_bar(gateway, visit):
    """Those of the same client and times are told apart by their hashes."""
    gateway.freeze()
    page = visit()
    for scope in ("a", "b"):
        minted = gateway.control("POST", "tokens", {"clientId": "twin", "claims": {"jti": None, "scope": scope}})
        for _ in range(2):
            gateway.summary(minted["access_token"])
    expect(page.locator("#entries > li")).to_have_count(4)
    expect(page.locator("#timeline rect.stamp:not(.end)")).to_have_count(2)


def test_a_storm_is_told(gateway, visit):
    gateway.settings(offset="1h")
    page = visit()
    for _ in range(8):
        gateway.summary(token_of(gateway, "retry-forever"))
    expect(page.locator("#storm")).to_contain_text("retry-forever: 6 tokens in a row")
    page.click("#storm button")
    expect(page.locator("#storm")).to_be_hidden()


def test_hostile_names_are_only_text(gateway, visit):
    page = visit()
    token = token_of(gateway, "\"><img src=x onerror=alert(1)>\u202egnp")
    path = "/api/v2/%3Cscript%3Ealert(1)%3C/script%3E/%E2%80%AE" + "x" * 7000
    gateway.call("GET", path, headers={"Authorization": f"Bearer {token}"})
    gateway.control("PUT", "clients/%3Cimg%3Donerror%3Dalert(2)%3E", {})
    expect(page.locator("#entries .entry").first).to_contain_text("%3Cscript%3Ealert(1)")
    page.locator("#entries .entry").first.click()
    expect(page.locator(".details").first).to_contain_text("<img src=x")
    expect(page.locator("#client")).to_contain_text("<img=onerror=alert(2)>")
    assert page.locator("main img, main script, main iframe").count() == 0
    assert "\u202e" not in page.inner_text("body")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_asks_for_the_admin_token(start, visit, tmp_path):
    (tmp_path / "token").write_text("open-sesame")
    gateway = start("--admin-token-file", str(tmp_path / "token"))
    page = visit(gateway.url, is_live=False)
    expect(page.locator("#prompt")).to_be_visible()
    expect(page.locator("#secret")).to_be_focused()
    keep(page, "prompt")
    page.fill("#secret", "wrong")
    page.press("#secret", "Enter")
    expect(page.locator("#secret-error")).to_have_text("The gateway refused that token.")
    page.fill("#secret", "open-sesame")
    page.press("#secret", "Enter")
    expect(page.locator("#state")).to_have_attribute("data-state", "live")
    expect(page.locator("#prompt")).to_be_hidden()
    assert "sesame" not in page.url and page.context.cookies() == []
    page.reload()
    expect(page.locator("#state")).to_have_attribute("data-state", "live")
    # Another tab knows nothing of it.
    other = visit(gateway.url, is_live=False)
    expect(other.locator("#prompt")).to_be_visible()


def test_loses_the_gateway_and_finds_it_again(start, visit, tmp_path):
    first = start("--offset", "300ms")
    page = visit(first.url)
    first.summary("x")
    expect(page.locator("#entries > li")).to_have_count(1)
    assert first.stop() == 0
    expect(page.locator("#state")).to_have_attribute("data-state", "lost")
    expect(page.locator("#verdict")).to_have_text("Connection lost")
    keep(page, "lost")
    second = start("--port", str(first.port), "--offset", "100ms")
    expect(page.locator("#state")).to_have_attribute("data-state", "live")
    expect(page.locator("#offset")).to_have_value("100ms")
    # Another run of the program: what was is not its own.
    expect(page.locator("#entries > li")).to_have_count(0)
    second.summary("x")
    expect(page.locator("#entries > li")).to_have_count(1)


def test_stays_usable_under_load(gateway, visit):
    page = visit()
    token = gateway.token()
    done = threading.Event()
    total = 4000

    def work():
        request = f"GET {SUMMARY} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        with socket.create_connection(("127.0.0.1", gateway.port), timeout=20) as connection:
            for _ in range(total // 50):
                connection.sendall(request * 50)
                left = 50
                while left:
                    left -= connection.recv(1 << 20).count(b"HTTP/1.1 200")
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    page.fill("#tolerance", "70ms")
    page.press("#tolerance", "Enter")
    expect(page.locator("#tolerance")).to_have_value("70ms")
    thread.join()
    assert done.is_set()
    expect(page.locator("#state")).to_have_attribute("data-state", "live")
    assert page.locator("#entries > li").count() <= 120
    gateway.summary("x")
    expect(page.locator("#entries .entry").first).to_contain_text("401")


@pytest.mark.parametrize("scheme,sizes", [("light", [(1280, 900), (360, 740)]), ("dark", [(360, 740), (1920, 1080)])])
def test_everybody_can_use_it(gateway, visit, scheme, sizes):
    """Names, roles and contrast, by axe-core; nothing wider than the window, nothing that moves what stands below."""
    gateway.settings(offset="200ms")
    gateway.summary(gateway.token())
    for width, height in sizes:
        page = visit(width=width, height=height, color_scheme=scheme, reduced_motion="reduce")
        page.locator("#entries .entry").first.click()
        page.click("#mint")
        expect(page.locator("#explained .line")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        keep(page, f"all-{width}-{scheme}")
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        before = page.evaluate("document.querySelector('.below').getBoundingClientRect().top")
        gateway.summary(gateway.token())
        gateway.settings(tolerance="5s")
        expect(page.locator("#tolerance")).to_have_value("5s")
        gateway.settings(tolerance="0ms")
        expect(page.locator("#tolerance")).to_have_value("0ms")
        assert page.evaluate("document.querySelector('.below').getBoundingClientRect().top") == before
        page.context.close()
