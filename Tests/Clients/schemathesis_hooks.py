"""What schemathesis cannot know of the control interface: rules between members, and what is there by name.

Loaded by schemathesis itself (schemathesis.toml), not by pytest.
"""
import os
import re

import requests
import schemathesis

CONTROL = os.environ["CONTROL_URL"]
VARIANT = os.environ["CONTROL_VARIANT"]
TOKEN = os.environ.get("CONTROL_TOKEN")
# The id of the clients at work.
WORKING = "mock-client"
CLOCK = {"freeze": "2026-01-02T03:04:05.678Z"}


def control(method, path, body=None):
    return requests.request(method, CONTROL + path, json=body, timeout=10, headers={"Authorization": f"Bearer {TOKEN}"} if TOKEN else {})


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Later versions may add members to answers, so the document leaves them open; this version has those it names."""
    for schema in raw_schema["components"]["schemas"].values():
        close(schema)
    # It has no end; test_events.py looks at it.
    del raw_schema["paths"]["/__admin/events"]
    if TOKEN:
        # Then the token is no choice.
        raw_schema["security"].remove({})


def close(schema):
    if isinstance(schema, list):
        for part in schema:
            close(part)
    elif isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema:
            schema.setdefault("additionalProperties", False)
        for part in schema.values():
            close(part)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Makes what is valid by itself valid as a whole, so that it has to be accepted."""
    query, body = case.query or {}, case.body
    if isinstance(query.get("wait"), str) and re.fullmatch(r"[0-9.]+(ms|s|m)?", query["wait"].lstrip("+")):
        # Up to five minutes are good, but not for a test.
        query["wait"] = "20ms"
    if re.fullmatch(r"\+?[0-9]{3,}", str(query.get("count"))) and "wait" in query:
        # More than the journal remembers are refused.
        query["count"] = 99
    if "wait" not in query:
        query.pop("count", None)
    operation = case.operation.definition.raw["operationId"]
    if operation.endswith("Client") and operation != "getClient" and (case.path_parameters or {}).get("id") == WORKING:
        # A client at work is seen again as soon as it has been removed, so it is not gone.
        case.path_parameters["id"] = "idle"
    if isinstance(body, dict) and operation in MENDERS:
        MENDERS[operation](case, body)


def mend_clock(case, body):
    if set(body) == {"advance"}:
        # A live clock is not to be moved.
        path = case.formatted_path.removeprefix("/__admin/")
        if case.path_parameters:
            control("PUT", path.removesuffix("/clock"), {})
        control("POST", path, CLOCK)
    elif {"freeze", "advance"} <= set(body) and re.match(r"[0-9]{4}-", str(body["freeze"])):
        # At most ten years from here lead out of no range.
        year = min(max(int(body["freeze"][:4]), 2001), 9888)
        body["freeze"] = f"{year:04}{body['freeze'][4:]}"


def mend_client(case, body):
    if body.get("variant") and isinstance(body["variant"], str):
        body["variant"] = VARIANT
    life = body.get("expiresAfter")
    if isinstance(life, int) and 0 < life < 60_000 or isinstance(life, str) and not re.search(r"[1-9][0-9]*h", life):
        if life != "":
            # It should outlive the test.
            body["expiresAfter"] = "1h"


def mend_fault(case, body):
    if body.get("variant") and isinstance(body["variant"], str):
        body["variant"] = VARIANT
    ends = body["delay"].split("..") if isinstance(body.get("delay"), str) else []
    if len(ends) == 2 and all(milliseconds(end) is not None for end in ends):
        body["delay"] = "..".join(sorted(ends, key=milliseconds))
    if case.operation.method == "post" and isinstance(body.get("name"), str):
        # Its name must not be taken.
        control("DELETE", "faults/" + requests.utils.quote(body["name"], safe=""))


def milliseconds(text):
    part = re.fullmatch(r"\+?([0-9.]+)(ms|s|m)?", text)
    return float(part[1]) * {"ms": 1, "s": 1_000, "m": 60_000, None: 1}[part[2]] if part else None


def mend_faults(case, body):
    names = set()
    for fault in body["faults"] if isinstance(body.get("faults"), list) else []:
        if isinstance(fault, dict):
            mend_fault(case, fault)
            if isinstance(fault.get("name"), str):
                if fault["name"] in names or re.fullmatch(r"fault-[0-9]+", fault["name"]):
                    del fault["name"]
                else:
                    names.add(fault["name"])


def mend_expectation(case, body):
    count = body.get("count")
    if isinstance(count, dict) and all(re.fullmatch(r"\+?[0-9]+(\.0)?", str(count.get(key))) for key in ("min", "max")):
        count["min"], count["max"] = sorted([count["min"], count["max"]], key=lambda value: int(float(value)))


def mend_revocation(case, body):
    if set(body) == {"token"} and isinstance(body["token"], str) and body["token"]:
        body["token"] = control("POST", "tokens", {}).json()["access_token"]


MENDERS = {
    "setClock": mend_clock, "setClientClock": mend_clock, "addClient": mend_client, "putClient": mend_client, "changeClient": mend_client,
    "addFault": mend_fault, "replaceFaults": mend_faults, "verifyRequests": mend_expectation, "revokeToken": mend_revocation,
}
