"""`mock-gateway demo`: its story, its measurements, its picture, in a pipe and on a terminal."""
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import time
import xml.etree.ElementTree as ElementTree

import pytest

from gateway import BINARY, PAYLOAD, clean_environment

PICTURE = pathlib.Path(__file__).parents[2] / ".github/refused.svg"
FEW = ["--phases", "20"]
SOME = ["--phases", "100"]
SVG = "{http://www.w3.org/2000/svg}"
SKEWS, TOLERANCES, DELAYS = [0, 50, 100, 200, 300, 500, 1000, 1200], [0, 50, 100, 200, 500, 1000], [0, 50, 100]


def demo(*arguments, before=(), where=None, **environment):
    done = subprocess.run([*before, BINARY, "demo", *arguments], cwd=where, stdin=subprocess.DEVNULL, capture_output=True, timeout=240, text=True,
                          env=clean_environment(**environment))
    return done.returncode, done.stdout, done.stderr


def on_a_terminal(*arguments, **environment):
    """The same, with a terminal for both streams."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([BINARY, "demo", *arguments], stdin=theirs, stdout=theirs, stderr=theirs,
                               env=clean_environment(**{"TERM": "xterm", "NO_COLOR": ""} | environment))
    os.close(theirs)
    output = b""
    try:
        while chunk := os.read(ours, 65536):
            output += chunk
    except OSError:
        pass  # Linux tells the end of a terminal so.
    os.close(ours)
    return process.wait(10), output.decode().replace("\r\n", "\n")


def predicted_refusals(cell):
    """Each phase of the second by the claim itself, not by the formula of the program."""
    count = 0
    for phase in range(0, 1000, 1000 // cell["calls"]):
        iat = (phase + cell["skewMs"]) // 1000 * 1000
        count += iat > phase + cell["delayMs"] + cell["toleranceMs"]
    return count


@pytest.fixture(scope="module")
def text():
    """What it prints into a pipe."""
    start = time.monotonic()
    status, out, error = demo(*SOME)
    assert (status, error) == (0, "")
    assert time.monotonic() - start < 60
    return out


def test_every_square_is_as_predicted():
    status, out, error = demo("--json")
    assert (status, error) == (0, "") and out.count("\n") == 1
    report = json.loads(out)
    assert report["asPredicted"] is True and report["phases"] == 1000 and 0 < report["seconds"] < 180
    cells = report["cells"]
    assert [(c["delayMs"], c["toleranceMs"], c["skewMs"]) for c in cells] == [(d, t, s) for d in DELAYS for t in TOLERANCES for s in SKEWS]
    for cell in cells:
        assert cell["calls"] == 1000
        assert cell["measuredRefused"] == cell["predictedRefused"] == predicted_refusals(cell), cell
        longest = max(cell["skewMs"] - cell["toleranceMs"] - cell["delayMs"], 0)
        assert cell["measuredLongestHealMs"] == cell["predictedLongestHealMs"] == longest, cell


def test_the_story():
    report = json.loads(demo("--json", *FEW)[1])
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", report["gateway"])
    story = [(step["request"].split()[1], step["status"]) for step in report["story"]]
    refresh = [step["request"] for step in report["story"]].index("POST /oauth/token grant_type=refresh_token")
    assert story[refresh:refresh + 2] == [("/oauth/token", 200), ("/api/v2/analytics/queues/summary", 401)]
    reasons = [step["reason"] for step in report["story"] if step["status"] == 401]
    assert reasons == [f"iat_in_future; ahead_ms={ms}; tolerance_ms=0; heals_in_ms={ms}" for ms in (200, 1, 200)]
    assert story[-1] == ("/api/v2/analytics/queues/summary", 200)
    assert all(step["asExpected"] for step in report["story"])


def test_plain_text_fits(text):
    assert "\x1b" not in text and "\r" not in text and text.isascii()
    assert max(map(len, text.splitlines())) <= 80
    assert "\n  " + PAYLOAD.decode() + "\n" in text
    assert "\n  iat_in_future; ahead_ms=200; tolerance_ms=0; heals_in_ms=200\n" in text
    assert "    0 ms  100=100    95=95    90=90    80=80    70=70    50=50      0=0      0=0\n" in text
    assert re.search(r"\nAll 144 squares are as predicted: 14400 calls, \d+\.\d s\.\n$", text)


def test_the_picture_of_the_readme_is_what_it_draws(tmp_path):
    """Of all phases, since what it draws is exact."""
    drawn = tmp_path / "map.svg"
    assert demo("--svg", drawn)[0] == 0
    assert drawn.read_text() == PICTURE.read_text()


def test_a_terminal_gets_colour_and_a_bar(text):
    status, out = on_a_terminal(*SOME)
    assert status == 0 and "\x1b[31m401\x1b[0m" in out and "\x1b[32m100=100\x1b[0m" in out
    bar = re.compile(r"\r\[#*-*\] +\d+ of 144|\r {50,}\r")
    assert len(bar.findall(out)) == 146 and "\r[" + "#" * 40 + "] 144 of 144" in out

    def without_what_differs(text):
        text = re.sub(r"\x1b\[[0-9;]*m", "", bar.sub("", text))
        return re.sub(r"\d+\.\d s\.", "", re.sub(r":\d{4,5},", "", text))

    assert without_what_differs(out) == without_what_differs(text)


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_for_those_who_want_none(environment):
    status, out = on_a_terminal(*FEW, **environment)
    assert status == 0 and "\x1b" not in out


def test_a_picture(tmp_path):
    path = tmp_path / "map.svg"
    path.write_text("something longer than the picture\n" * 10_000)
    status, out, _ = demo("--json", "--svg", str(path), *FEW)
    assert status == 0 and json.loads(out)["phases"] == 20
    root = ElementTree.parse(path).getroot()
    assert root.tag == SVG + "svg" and root.find(SVG + "title").text == "How often a fresh token is accepted"
    texts = [element.text for element in root.iter(SVG + "text")]
    assert [t for t in texts if t in ("used at once", "used after 50 ms", "used after 100 ms")] == ["used at once", "used after 50 ms", "used after 100 ms"]
    assert texts.count("80") >= 1 and texts.count("200") == len(DELAYS) + 1
    marks = [e for e in root.iter(SVG + "rect") if e.get("id", "").startswith("skew-200-delay-")]
    assert len(marks) == len(DELAYS)
    # The frames are around the columns that say 200.
    for mark in marks:
        left, width = int(mark.get("x")), int(mark.get("width"))
        assert any(e.text == "200" and left < int(e.get("x")) < left + width for e in root.iter(SVG + "text"))
    extent = int(root.get("width")), int(root.get("height"))
    for element in root.iter(SVG + "rect"):
        right = int(element.get("x")) + int(element.get("width"))
        assert right <= extent[0] and int(element.get("y")) + int(element.get("height")) <= extent[1]
    assert not any("href" in key for element in root.iter() for key in element.keys())


@pytest.mark.parametrize("path, reason", [("gone/map.svg", "No such file or directory"), (".", "Is a directory")])
def test_a_picture_that_has_no_place(tmp_path, path, reason):
    place = tmp_path / path
    status, out, error = demo("--svg", str(place))
    assert (status, out) == (73, "")
    assert error == f"mock-gateway: --svg: {place} cannot be written: {reason}\n"


def test_a_picture_without_a_name():
    assert demo("--svg", "") == (73, "", "mock-gateway: --svg:  cannot be written: No such file or directory\n")


def test_a_picture_that_does_not_fit():
    status, _, error = demo("--svg", "/dev/full", *FEW)
    assert status == 73
    assert error == "mock-gateway: --svg: /dev/full cannot be written: No space left on device\n"


def test_a_picture_goes_where_a_link_leads(tmp_path):
    """Whether something is there or not; the link stays."""
    (tmp_path / "there").mkdir()
    link = tmp_path / "map.svg"
    link.symlink_to("there/picture.svg")
    for _ in range(2):
        assert demo("--svg", str(link), *FEW)[0] == 0
        assert os.readlink(link) == "there/picture.svg" and os.listdir(tmp_path / "there") == ["picture.svg"]
        ElementTree.parse(link)
    (tmp_path / "there/picture.svg").chmod(0o640)
    assert demo("--svg", "map.svg", *FEW, where=tmp_path)[0] == 0
    assert (tmp_path / "there/picture.svg").stat().st_mode & 0o777 == 0o640
    link.unlink()
    link.symlink_to("map.svg")
    status, _, error = demo("--svg", str(link), *FEW)
    assert status == 73 and "Too many levels of symbolic links" in error and link.is_symlink()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("old", [None, "the old picture"])
def test_a_picture_that_is_not_finished(tmp_path, number, old):
    """Interrupted, it leaves what was there, and nothing else."""
    path = tmp_path / "map.svg"
    if old:
        path.write_text(old)
    process = subprocess.Popen([BINARY, "demo", "--svg", path, "--phases", "1000"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               env=clean_environment())
    # The story is told; the measurements go on.
    assert process.stdout.readline().startswith(b"401 right after")
    process.send_signal(number)
    assert process.wait(10) == -number
    process.stdout.close()
    assert [entry.read_text() for entry in tmp_path.iterdir()] == ([old] if old else [])


@pytest.mark.parametrize("old", [None, "the old picture"])
def test_a_picture_that_is_written_in_part(tmp_path, old):
    """As on a full disk: a limit of one block, which the picture does not fit into."""
    path = tmp_path / "map.svg"
    if old:
        path.write_text(old)
    status, _, error = demo("--svg", str(path), *FEW, before=["sh", "-c", 'ulimit -f 1; trap "" XFSZ; exec "$@"', "sh"])
    assert status == 73 and error == f"mock-gateway: --svg: {path} cannot be written: File too large\n"
    assert [entry.read_text() for entry in tmp_path.iterdir()] == ([old] if old else [])


def test_a_picture_into_a_pipe():
    status, out, _ = demo("--svg", "/dev/stdout", *FEW)
    assert status == 0 and "<svg" in out


@pytest.mark.parametrize("phases", ["30", "0", "-20", "many"])
def test_phases_that_divide_no_second(phases):
    status, out, error = demo(f"--phases={phases}")
    assert (status, out) == (64, "")
    assert error == f"mock-gateway: --phases: {phases} divides no second; allowed: 20, 40, 100, 200, 500, 1000\n"


def test_settings_of_another_gateway_do_not_matter():
    assert demo(*FEW, MOCK_GATEWAY_OFFSET="1h", MOCK_GATEWAY_TOLERANCE="nonsense")[0] == 0


def test_help():
    status, out, _ = demo("--help")
    assert status == 0 and all(flag in out for flag in ["--json", "--svg <file>", "--phases <number>"])
