"""Every operation that the unmodified Python SDK has, answered from a definition."""
import collections
import datetime
import http.client
import json
import re
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


def changes(sent, back, place=""):
    """What of an answer is another thing after a round through the SDK's model of it."""
    if isinstance(sent, dict) and isinstance(back, dict):
        for name in sent.keys() | back.keys():
            yield from changes(sent.get(name, "nothing"), back.get(name, "nothing"), f"{place}.{name}")
    elif isinstance(sent, list) and isinstance(back, list) and len(sent) == len(back):
        for one, other in zip(sent, back):
            yield from changes(one, other, place + "[]")
    elif sent != back and not is_set_so(sent, back):
        yield f"{place}: {sent!r} has become {back!r}"


def is_set_so(sent, back):
    """Whether the SDK's own setters change that: instants get another offset, and numbers of an enumeration are texts."""
    if isinstance(sent, int):
        return back == str(sent)
    try:
        return datetime.datetime.fromisoformat(sent) == datetime.datetime.fromisoformat(back)
    except (TypeError, ValueError):
        return False


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
            model = derived_definition.invoke(client, call)
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
            sent = json.loads(answer.data)
            found = next(validators[key].iter_errors(sent), None)
            if found:
                wrong.append((name, f"{found.json_path}: {found.message}"[:300]))
            wrong += [(name, change) for change in changes(sent, client.sanitize_for_serialization(model))]
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


def resources(document):
    """Pairs of a collection and a thing in it whose POST and GET answer the same model, which has an id; and how many
    pairs are none."""
    def model(operation):
        answer = operation and next(iter(operation["responses"].values())).get("schema", {})
        return answer and answer.get("$ref")

    def fields(name):
        return document["definitions"][name.rsplit("/")[-1]]["properties"] if name else {}

    found, others = [], 0
    for path, item in document["paths"].items():
        collection = path.rpartition("/")[0]
        if not path.endswith("}") or "get" not in item or "post" not in document["paths"].get(collection, {}):
            continue
        home = document["paths"][collection]
        made = model(home["post"])
        if made is None or model(item["get"]) != made or fields(made).get("id", {}).get("type") != "string":
            others += 1
            continue
        listed = fields(model(home.get("get"))).get("entities", {}).get("items", {}).get("$ref") == made
        changing = [verb for verb in ("put", "patch") if model(item.get(verb)) == made]
        found.append((collection, "get" in home and listed, changing, "delete" in item, fields(made)))
    return found, others


def test_what_was_created_is_there(start, tmp_path):
    """Every resource that the definition proves: made, got, found, changed, removed, gone."""
    path = tmp_path / "api.json"
    document, _ = derived_definition.derived()
    path.write_text(json.dumps(document))
    gateway = start("--openapi", path, "--openapi-state", "--journal-size", "0")
    headers = {"Authorization": "Bearer " + gateway.token()}
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=10)

    def call(method, path, body=None):
        connection.request(method.upper(), path, body and json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None

    counts = collections.Counter()
    found, others = resources(document)
    for template, listed, changing, removable, fields in found:
        home = re.sub(r"\{\w+\}", derived_definition.UUID, template)
        text = next((name for name, field in fields.items() if field == {"type": "string"} and name not in ("id", "selfUri")), None)
        status, made = call("post", home, {text: "first"} if text else {})
        assert status == 200 and (text is None or made[text] == "first"), (template, status, made)
        place = f"{home}/{made['id']}"
        counts["made"] += 1
        assert call("get", place) == (200, made), template
        if listed:
            counts["listed"] += 1
            assert made in call("get", home)[1]["entities"], template
        for verb in changing:
            counts["changed"] += 1
            status, changed = call(verb, place, {text: verb} if text else {})
            assert status == 200 and changed == made | ({text: verb} if text else {}), (verb, template)
            assert call("get", place) == (200, changed), (verb, template)
        if removable:
            counts["removed"] += 1
            assert call("delete", place)[0] < 300, template
            assert call("get", place)[0] == 404, template
            if listed:
                assert made["id"] not in [one["id"] for one in call("get", home)[1]["entities"]], template
    connection.close()
    # Out are jobs and the like, whose POST answers another model, and of the lists those of another model or name.
    assert counts == {"made": 272, "listed": 190, "changed": 211, "removed": 194} and others == 84


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
        """Of its own: how many pages of the program itself are there at the moment is the kernel's to say."""
        status = open(f"/proc/{start(*flags).process.pid}/status").read()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")) * 1024

    assert resident("--openapi", real) - resident() < 5_000_000
