"""The list of the validators, and the setting."""
import json
import pathlib
import subprocess

from gateway import BINARY, clean_environment

README = (pathlib.Path(__file__).parents[2] / "README.md").read_text()
# Those that most people meet.
MET = """
    pyjwt pyjwt-2.5 authlib joserfc google-auth node-jsonwebtoken jose auth0-express aws-jwt-verify auth0-java-jwt jjwt nimbus spring
    quarkus microsoft go-jose golang-jwt jwx go-oidc rust-jsonwebtoken php-jwt lcobucci-jwt ruby-jwt libjwt envoy istio apisix kong tyk
    krakend openidc-bearer mod-auth-openidc
""".split()


def listed(*command):
    done = subprocess.run([BINARY, *command], capture_output=True, text=True, timeout=20, env=clean_environment())
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def rows(lines):
    """By group, the columns of each name; a line that begins with a space goes on with the one before."""
    groups = {}
    for line in lines:
        if line.endswith(":") and line.count(" ") < 3 and not line.startswith(" "):
            group = groups[line[:-1]] = {}
        elif line.startswith(" "):
            group[name] += line.split()
        else:
            name, *columns = line.split()
            group[name] = columns
    return groups


def test_lists_the_validators(gateway):
    tables = [listed(*command, "--validator", "list") for command in ([], ["serve"], ["inspect"])]
    assert len(set(tables)) == 1
    rules, _, notes = [part.splitlines() for part in tables[0].split("\n\n")]
    assert rules[0].split() == ["name", "leeway", "clock", "claims", "iat", "nbf", "exp", "demands", "numbers", "text"]
    table, told = rows(rules[1:]), rows(notes[1:])
    assert notes[0].split() == ["name", "note"] and {g: list(m) for g, m in table.items()} == {g: list(m) for g, m in told.items()}
    assert list(table)[:2] == ["This program", "Python"] and list(table)[-1] == "Gateways and proxies"
    assert table["This program"]["strict"] == ["0s", "ms", "exact", "<=", "<=", ">", "iat", "exp", "9999", "-"]
    assert table["Python"]["pyjwt-2.5"] == ["0s", "s", "floor", "-", "<=", ">=", "-", "double", "all"]
    assert table["Go"]["go-oidc"][4:6] == ["<=*", ">="] and table["Gateways and proxies"]["haproxy"] == ["0s"] + ["-"] * 8
    assert table["Gateways and proxies"]["istio"] == ["=", "envoy"]
    assert " ".join(told["Python"]["pyjwt"]) == "PyJWT from 2.7. Run: 2.15.1, 2.7.0. Leeway: any. Needs nothing."
    assert max(map(len, tables[0].splitlines())) <= 80
    # The same for programs, and from the control interface.
    texts = [listed(*command, "--validator", "list", "--json") for command in ([], ["serve"], ["inspect"])]
    profiles = json.loads(texts[0])["validators"]
    assert len(set(texts)) == 1 and gateway.control("GET", "validators")["validators"] == profiles
    assert [p["name"] for p in profiles] == [name for group in table.values() for name in group]
    by_name = {p["name"]: p for p in profiles}
    for group, members in table.items():
        for name, columns in members.items():
            profile = by_name[name]
            assert profile["group"] == group and " ".join(told[group][name]) == profile["note"], name
            assert columns == ["=", profile["sameAs"]] or columns[0] == f"{profile['leewayMs'] // 1000}s", name
            if profile["sameAs"]:
                rules = ["leewayMs", "prefersNbf", "iat", "nbf", "exp", "iatAge", "demands"]
                assert [profile[key] for key in rules] == [by_name[profile["sameAs"]][key] for key in rules]
    done = subprocess.run([BINARY, "--json"], capture_output=True, text=True, timeout=20, env=clean_environment())
    assert (done.returncode, done.stdout) == (64, "") and done.stderr.startswith("mock-gateway: --json: needs a list to print")


def by_default(profile):
    """What the README's table says: whether a future iat is refused, whether a token is alive at its exp."""
    return profile["iat"] is not None, profile["exp"] is not None and profile["exp"]["bound"] == "at"


def named(profile):
    """Its name, and what it forgives unless told otherwise."""
    forgiven = [f"{profile['leewayMs'] // 1000} s"] if profile["leewayMs"] else []
    for claim in ("iat", "nbf", "exp"):
        own = profile[claim] and profile[claim]["ownLeewayMs"]
        if own is not None:
            forgiven.append(f"{claim} {own // 1000} s")
    if profile["prefersNbf"]:
        forgiven.append("any iat beside an nbf")
    return f"`{profile['name']}`" + (f" ({', '.join(forgiven)})" if forgiven else "")


def test_the_table_in_the_readme_is_what_the_profiles_say():
    profiles = {p["name"]: p for p in json.loads(listed("--validator", "list", "--json"))["validators"]}
    table = ["| by default | dead at its `exp` | alive at its `exp` |", "| --- | --- | --- |"]
    for refuses, words in ((True, "**refused**: an `iat` in the future"), (False, "never looked at: `iat`")):
        cells = [[named(profiles[name]) for name in MET if by_default(profiles[name]) == (refuses, dead)] for dead in (True, False)]
        table.append(f"| {words} | {', '.join(cells[0])} | {', '.join(cells[1])} |")
    assert "\n".join(table) + "\n" in README, "the README's table should be\n" + "\n".join(table)
    assert sum(line.count("`") // 2 for line in table[2:]) == len(MET) + 2


def test_is_given_like_any_setting(start, tmp_path):
    config = tmp_path / "config.json"
    config.write_text('{"validator": "spring", "clients": {"c": {"validator": "pyjwt"}}}')
    gateway = start("--config", str(config))
    settings = gateway.control("GET", "settings")
    assert (settings["validator"], settings["tolerance"]) == ("spring", "1m")
    assert gateway.control("GET", "clients/c")["effective"]["validator"] == "pyjwt"
    settings = start("--tolerance", "0ms", MOCK_GATEWAY_VALIDATOR="spring").control("GET", "settings")
    assert (settings["validator"], settings["tolerance"]) == ("spring", "0ms")
    done = subprocess.run([BINARY, "--validator", "PyJWT"], capture_output=True, text=True, timeout=20, env=clean_environment())
    assert (done.returncode, done.stdout) == (64, "")
    assert done.stderr.startswith("mock-gateway: --validator: PyJWT is no validator; allowed: strict, whole-second, pyjwt")
