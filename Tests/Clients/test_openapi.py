"""The description of the control interface: a good one, and true."""
import contextlib
import pathlib
import subprocess
import sys
import threading

import openapi_spec_validator
import pytest
from jsonschema import Draft202012Validator

from gateway import BASIC, BINARY, FORM, clean_environment

SEED = "20260102"
VARIANT = "busy"


@pytest.fixture
def describe(start, tmp_path):
    """Starts a gateway with a variant."""
    folder = tmp_path / "fixtures/api/v2/described"
    folder.mkdir(parents=True)
    (folder / "GET.json").write_text("{}")
    (folder / f"GET@{VARIANT}.json").write_text("{}")
    return lambda *flags: start("--fixtures", str(tmp_path / "fixtures"), *flags)


def test_document(describe):
    document = describe().control("GET", "openapi.json")
    openapi_spec_validator.OpenAPIV31SpecValidator(document).validate()
    version = subprocess.run([BINARY, "--version"], capture_output=True, text=True, env=clean_environment()).stdout.split()[0]
    assert document["info"]["version"] == version
    found = 0
    for name, schema in document["components"]["schemas"].items():
        validator = Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": document["components"]})
        for example in schema.get("examples", []):
            validator.validate(example)
            found += 1
    assert found > 20


@contextlib.contextmanager
def clients_at_work(gateway):
    """So that journal, clients and counts have something to tell meanwhile."""
    done = threading.Event()

    def work():
        while not done.wait(0.05):
            # Faults that schemathesis has made break some of it.
            with contextlib.suppress(Exception):
                token = gateway.token()
                gateway.summary(token)
                gateway.call("GET", "/api/v2/described?a=1&access_token=x", headers={"Authorization": "Bearer " + token})
                gateway.summary("x")
                gateway.call("POST", "/oauth/token", "grant_type=refresh_token&refresh_token=x", FORM | BASIC)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join()


def compare(gateway, *flags, **environment):
    """schemathesis tries what the document allows and what it forbids, and compares."""
    here = pathlib.Path(__file__).parent
    environment = clean_environment(CONTROL_URL=gateway.url + "/__admin/", CONTROL_VARIANT=VARIANT, PYTHONPATH=str(here), **environment)
    done = subprocess.run(
        [sys.executable, "-B", "-m", "schemathesis.cli", "--config-file", str(here / "schemathesis.toml"), "run",
         gateway.url + "/__admin/openapi.json", "--checks", "all", "--seed", SEED, "--no-color", *flags],
        capture_output=True, text=True, timeout=300, cwd=gateway.folder, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr


def test_description_is_true(describe):
    gateway = describe()
    with clients_at_work(gateway):
        compare(gateway)


def test_description_is_true_where_a_token_is_needed(describe, tmp_path):
    (tmp_path / "token").write_text("sesame")
    gateway = describe("--admin-token-file", str(tmp_path / "token"))
    compare(gateway, "--phases", "examples", "-H", "Authorization: Bearer sesame", CONTROL_TOKEN="sesame")
