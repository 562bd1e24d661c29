"""Every setting can be set wherever settings are set, and is described wherever they are described."""
import json
import pathlib
import re

import pytest

README = (pathlib.Path(__file__).parents[2] / "README.md").read_text()

# Another value than the default, as it is shown.
VALUES = {
    "offset": "200ms", "tolerance": "5s", "tokenLifetime": "1h", "expiresIn": 90, "timestampPrecision": "seconds",
    "drift": "50ppm", "offsetSteps": "10s:200ms,30s:0ms", "jitter": "7ms", "jitterSeed": 8, "offsetTtl": "2h",
    "iatRounding": "ceil", "backdate": "3ms", "nodes": "0ms,200ms", "nodeChoice": "random", "nodeSeed": 9,
    "validator": "pyjwt", "rateLimit": "300/min", "stormLimit": 5, "refreshReuse": "refuse", "refreshReuseInterval": "10s",
    "loginPage": True, "corsCredentials": True, "journalDetail": "bodies",
}


def words(name):
    return re.sub(r"[A-Z]", lambda capital: "-" + capital[0].lower(), name)


def flag(name):
    return ["--" + words(name)] + ([] if VALUES[name] is True else [str(VALUES[name])])


def variable(name):
    return "MOCK_GATEWAY_" + words(name).upper().replace("-", "_")


def shown(gateway):
    return gateway.control("GET", "settings")


def settings(answer):
    return {name for name in answer if name != "clock" and not (name.endswith("Ms") and name[:-2] in answer)}


def test_every_setting_has_a_value_here(gateway):
    answer = shown(gateway)
    assert settings(answer) == set(VALUES)
    assert all(answer[name] != value for name, value in VALUES.items()), "the defaults would show nothing"


def test_flags(start):
    gateway = start(*[part for name in VALUES for part in flag(name)])
    assert {name: shown(gateway)[name] for name in VALUES} == VALUES


def test_variables(start):
    gateway = start(**{variable(name): "on" if value is True else str(value) for name, value in VALUES.items()})
    assert {name: shown(gateway)[name] for name in VALUES} == VALUES


def test_file_and_reload(start, tmp_path):
    config = tmp_path / "config.json"
    config.write_text("{}")
    gateway = start("--config", str(config))
    config.write_text(json.dumps(VALUES))
    assert gateway.control("POST", "reload")["ignored"] == []
    assert {name: shown(gateway)[name] for name in VALUES} == VALUES


@pytest.mark.parametrize("name", VALUES)
def test_patch_and_client(gateway, name):
    assert gateway.settings(**{name: VALUES[name]})[name] == VALUES[name]
    gateway.control("POST", "reset")
    client = gateway.control("PUT", "clients/one", {name: VALUES[name]})
    assert client[name] == VALUES[name] == client["effective"][name]
    status, _, body = gateway.call("PATCH", "/__admin/settings", json.dumps({name: {"no": "value"}}))
    assert status == 400 and json.loads(body)["key"] == name


@pytest.mark.parametrize("name", VALUES)
def test_descriptions(gateway, name):
    schemas = gateway.control("GET", "openapi.json")["components"]["schemas"]
    for schema in ["SettingsChange", "Settings", "ClientChange", "Client"]:
        assert name in schemas[schema]["properties"], schema
    assert name in schemas["Settings"]["required"]
    assert schemas["SettingsChange"]["properties"][name]["description"]
    assert f"`--{words(name)}`" in README, "the README's table of settings, which says how variables are called"
