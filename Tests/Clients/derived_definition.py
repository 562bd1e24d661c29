"""An API definition (Swagger 2.0) derived from the Python SDK that is installed, and ways to call what it describes.

Paths, methods, names, types, enumerations and bounds are facts that the SDK's source has; nothing of its texts is copied.
What an SDK does not tell is not there: required and read-only fields, statuses, permissions, discriminators.
"""
import ast
import functools
import pathlib
import re

import PureCloudPlatformClientV2 as sdk

FOLDER = pathlib.Path(sdk.__file__).parent
UUID = "5f1c0d3e-7a44-4d0e-9d1c-0b6f4f1f2a01"
TYPES = {
    "str": {"type": "string"}, "int": {"type": "integer"}, "float": {"type": "number"}, "bool": {"type": "boolean"},
    "datetime": {"type": "string", "format": "date-time"}, "date": {"type": "string", "format": "date"},
    "LocalDateTime": {"type": "string", "format": "local-date-time"},
    "YearMonth": {"type": "string", "format": "year-month"}, "object": {"type": "object"}, "file": {"type": "file"},
}
CLASS = re.compile(r"^class (\w+)\(object\):", re.M)
MAPS = re.compile(r"self\.(swagger_types|attribute_map) = (\{.*?\n        \})", re.S)
SETTER = re.compile(r"    @(\w+)\.setter\n(.*?)(?=\n    @property|\n    def |\Z)", re.S)


def schema(text):
    text = text.strip()
    if text in TYPES:
        return dict(TYPES[text])
    if text.startswith("list["):
        return {"type": "array", "items": schema(text[5:-1])}
    if text.startswith("dict("):
        return {"type": "object", "additionalProperties": schema(text[5:-1].split(",", 1)[1])}
    return {"$ref": "#/definitions/" + text}


def number(text):
    return float(text) if "." in text else int(text)


def bounds(source):
    found = {}
    for sign, value in re.findall(r"\n        if \w+ ([<>]) (-?[\d.]+):", source):
        found["maximum" if sign == ">" else "minimum"] = number(value)
    for sign, value in re.findall(r"\n        if len\(\w+\) ([<>]) (\d+):", source):
        found["maxLength" if sign == ">" else "minLength"] = int(value)
    for pattern in re.findall(r"follow pattern or equal to `/(.*)/`", source):
        found["pattern"] = pattern.replace("\\\\", "\\")
    return found


def models():
    found = {}
    for path in sorted((FOLDER / "models").glob("*.py")):
        text = path.read_text()
        name = CLASS.search(text)
        if not name:
            continue
        maps = {key: ast.literal_eval(value) for key, value in MAPS.findall(text)}
        setters = dict(SETTER.findall(text))
        fields = {}
        for attribute, kind in maps.get("swagger_types", {}).items():
            field = schema(kind)
            source = setters.get(attribute, "")
            if words := re.search(r"allowed_values = (\[.*\])", source):
                values = [word for word in ast.literal_eval(words[1]) if word != "outdated_sdk_version"]
                if kind in ("int", "list[int]"):
                    values = [int(word) for word in values]
                (field["items"] if field.get("type") == "array" else field)["enum"] = values
            field.update(bounds(source))
            fields[maps["attribute_map"][attribute]] = field
        found[name[1]] = {"type": "object", "properties": fields}
    return found


def operations():
    """Every method of the SDK, with what its source says of the call that it makes."""
    for path in sorted((FOLDER / "apis").glob("*_api.py")):
        text = path.read_text()
        tag = CLASS.search(text)[1]
        for source in text.split("\n    def ")[1:]:
            if "call_api(resource_path" not in source:
                continue

            def value(pattern, default=None):
                found = re.search(pattern, source)
                return found[1] if found else default

            yield {
                "tag": tag, "method": source[:source.index("(")],
                "path": value(r"resource_path = '([^']*)'"), "verb": value(r"call_api\(resource_path, '(\w+)'").lower(),
                "types": {name: kind for kind, name in re.findall(
                    r"^        :param ((?:dict\(.*?\)|list\[.*?\]+|\w+)) (\w+): ?", source, re.M)},
                "required": re.findall(r"# verify the required parameter '(\w+)' is set", source),
                "places": [(place, wire, name) for place, wire, name in re.findall(
                    r"(path|query|header)_params\['([^']+)'\] = params\['(\w+)'\]", source)],
                "body": value(r"body_params = params\['(\w+)'\]"),
                "produces": ast.literal_eval(value(r"select_header_accept\((\[.*?\])\)", "[]")),
                "security": ast.literal_eval(value(r"auth_settings = (\[.*?\])", "[]")),
                "answer": ast.literal_eval(value(r"response_type=((?:'[^']*')|None)", "None")),
                "bounds": bounds(source),
            }


def described(call):
    parameters = []
    for place, wire, name in call["places"]:
        kind = schema(call["types"][name])
        parameters.append({
            "name": wire, "in": place, "required": place == "path" or name in call["required"],
            **({"type": "string"} if "$ref" in kind else kind)})
    if call["body"]:
        parameters.append({
            "name": "body", "in": "body", "required": call["body"] in call["required"],
            "schema": schema(call["types"][call["body"]])})
    return {
        "operationId": call["method"], "parameters": parameters, "produces": call["produces"],
        "security": [{name: []} for name in call["security"]],
        "responses": {"200": {"schema": schema(call["answer"])}} if call["answer"] else {"204": {}},
    }


@functools.cache
def derived():
    """The document, and every method of the SDK that is in it."""
    calls = list(operations())
    paths = {}
    for call in calls:
        paths.setdefault(call["path"], {}).setdefault(call["verb"], described(call))
    return {
        "swagger": "2.0", "info": {"title": "derived", "version": "0"}, "basePath": "/", "paths": paths,
        "definitions": models()}, calls


ERRORS = {
    "400": {"bad.request": "The request could not be understood by the server due to malformed syntax."},
    "401": {"bad.credentials": "Invalid login credentials."},
    "403": {"not.authorized": "You are not authorized to perform the requested action."},
    "404": {"not.found": "The requested resource was not found."},
    "413": {"request.entity.too.large": "The request is over the size limit. Maximum bytes: %s"},
    "415": {"unsupported.media.type": "Unsupported Media Type - Unsupported or incorrect media type."},
    "429": {"too.many.requests": "Rate limit exceeded the maximum. Retry the request in [%s] seconds"},
    "500": {"internal.server.error": "The server encountered an unexpected condition."},
    "503": {"service.unavailable": "Service Unavailable - The server is currently unavailable."},
    "504": {"request.timeout": "The request timed out."},
}


def as_long_as_real():
    """The same document with what makes the vendor's 20 MB: the same errors everywhere, and descriptions."""
    document, _ = derived()
    errors = {
        status: {"description": " ".join(codes.values()) * 4, "schema": {"$ref": "#/definitions/ErrorBody"},
                 "x-inin-error-codes": codes}
        for status, codes in ERRORS.items()}
    paths = {
        path: {verb: {**operation, "description": f"{verb} {path} " * 8, "responses": operation["responses"] | errors}
               for verb, operation in verbs.items()}
        for path, verbs in document["paths"].items()}
    definitions = {
        name: {**model, "properties": {
            field: {**kind, "description": f"What {field} of {name} stands for, and when it is given."}
            for field, kind in model["properties"].items()}}
        for name, model in document["definitions"].items()}
    return {**document, "paths": paths, "definitions": definitions}


def argument(kind, name):
    """Something to call a method with."""
    if kind.startswith("list["):
        return []
    if kind.startswith("dict("):
        return {}
    plain = {"str": UUID, "int": 1, "float": 1.0, "bool": True, "object": {}, "datetime": "2026-01-02T03:04:05.678Z",
             "date": "2026-01-02", "file": None}
    return plain[kind] if kind in plain else getattr(sdk, kind)()


def invoke(client, call):
    names = call["required"]
    return getattr(getattr(sdk, call["tag"])(client), call["method"])(
        **{name: argument(call["types"][name], name) for name in names})
