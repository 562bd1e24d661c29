"""Every operation that the unmodified Python SDK has, answered from a definition."""
import json
import subprocess

import jsonschema
import PureCloudPlatformClientV2 as sdk
import pytest

import derived_definition
from gateway import BINARY, clean_environment

REDIRECT = "http://localhost:9000/callback"
SMALL = {
    "swagger": "2.0", "paths": {"/api/v2/widgets/{widgetId}": {
        "get": {"responses": {"200": {"schema": {"$ref": "#/definitions/Widget"}}}}}},
    "definitions": {"Widget": {"properties": {"id": {"type": "string"}, "size": {"type": "integer"}}}},
}


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A definition of the vendor's size."""
    path = tmp_path_factory.mktemp("definition") / "api.json"
    path.write_text(json.dumps(derived_definition.as_long_as_real(), indent=1))
    assert path.stat().st_size > 20e6
    return path


def check(path):
    return subprocess.run([BINARY, "definition", path], env=clean_environment(), capture_output=True, text=True)


def sign_in(gateway):
    sdk.configuration.should_refresh_access_token = False
    client = sdk.api_client.ApiClient()
    client.set_gateway("127.0.0.1", "http", gateway.port, None, None)
    client.get_code_authorization_token("mock-client", "mock-secret", gateway.code(), REDIRECT)
    return client


@pytest.mark.filterwarnings("ignore:Call to deprecated function")
def test_every_method_of_the_sdk(start, real):
    """Each answer is what its schema says, formats included, and what the SDK takes."""
    gateway = start("--openapi", real, "--journal-size", "0")
    client = sign_in(gateway)
    document, calls = derived_definition.derived()
    resolved = {"definitions": document["definitions"]}
    validators = {}
    wrong = []
    generated = set()
    # What takes the token back comes last.
    calls = sorted(calls, key=lambda call: (call["verb"], call["path"]) == ("delete", "/api/v2/tokens/me"))
    for call in calls:
        name = f"{call['verb']} {call['path']}"
        try:
            derived_definition.invoke(client, call)
        except Exception as error:
            wrong.append((name, repr(error)[:300]))
            continue
        answer = client.last_response
        if answer.getheader("X-Mock-Gateway-Answer") == "generated":
            generated.add(name)
        if call["answer"] and call["produces"][-1:] == ["application/json"] and call["verb"] != "head":
            key = call["answer"]
            if key not in validators:
                validators[key] = jsonschema.Draft4Validator(
                    derived_definition.schema(key) | resolved, format_checker=jsonschema.FormatChecker())
            found = next(validators[key].iter_errors(json.loads(answer.data)), None)
            if found:
                wrong.append((name, f"{found.json_path}: {found.message}"[:300]))
    assert not wrong, (len(wrong), wrong[:10])
    operations = {f"{call['verb']} {call['path']}" for call in calls}
    assert len(operations) == sum(map(len, document["paths"].values())) > 3000
    # All but those that have a fixture.
    assert len(operations - generated) < 12, operations - generated


def test_a_definition_is_checked_without_serving_it(real, tmp_path):
    answer = check(real)
    assert answer.returncode == 0, answer.stderr
    assert "10065 answers made, 10065 of them valid" in answer.stdout
    # A model that has to contain itself has no value.
    endless = tmp_path / "endless.json"
    endless.write_text(json.dumps(SMALL | {"definitions": {"Widget": {
        "required": ["in"], "properties": {"in": {"$ref": "#/definitions/Widget"}}}}}))
    answer = check(endless)
    assert answer.returncode == 1 and "invalid: GET /api/v2/widgets/{widgetId}" in answer.stdout
    broken = tmp_path / "broken.json"
    broken.write_text('{"swagger": "2.0",\n"paths": }')
    answer = check(broken)
    assert answer.returncode == 65 and "line 2, column 10" in answer.stderr
    broken.write_text('{"openapi": "3.0.1"}')
    assert "openapi: 3.0.1 is not understood" in check(broken).stderr
    assert check(tmp_path / "none.json").returncode == 66


def test_options_and_reload(start, tmp_path):
    path = tmp_path / "api.json"
    path.write_text(json.dumps(SMALL))
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"openapi": str(path)}))
    for gateway in (start("--openapi", path), start(MOCK_GATEWAY_OPENAPI=str(path)), start("--config", config)):
        headers = {"Authorization": "Bearer " + gateway.token()}
        status, fields, body = gateway.call("GET", "/api/v2/widgets/w1", headers=headers)
        assert (status, fields["X-Mock-Gateway-Answer"], json.loads(body)) == (200, "generated", {"id": "w1", "size": 1})
    # The last one reads it again; what is broken changes nothing.
    path.write_text("{")
    status, _, body = gateway.call("POST", "/__admin/reload")
    assert status != 200 and b"line 1, column 2" in body
    assert gateway.call("GET", "/api/v2/widgets/w1", headers=headers)[0] == 200
    path.write_text(json.dumps(SMALL | {"paths": {}}))
    assert gateway.call("POST", "/__admin/reload")[0] == 200
    assert gateway.call("GET", "/api/v2/widgets/w1", headers=headers)[0] == 404


def test_most_of_a_definition_is_not_kept(start, real):
    def resident(*flags):
        status = open(f"/proc/{start(*flags).process.pid}/status").read()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))

    assert resident("--openapi", real) - resident() < 6 * 1024
