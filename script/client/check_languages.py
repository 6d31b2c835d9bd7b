"""Checks entries of languages against their schema, and tells each mistake with the file and the line of its entry.

Usage: check_languages.py SCHEMA FILE...  The schema uses a small part of JSON Schema: type, required, properties,
additionalProperties, items, pattern, minimum, maximum, minItems and $ref to its own $defs.
"""
import json
import re
import sys

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool}
NOUNS = {"object": "an object", "array": "a list", "string": "a text", "integer": "a whole number",
         "number": "a number", "boolean": "true or false"}


def is_a(value, name):
    """In Python true is a number too."""
    return isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def mistakes(value, schema, root, path):
    """Yields what is wrong with a value, with the path of the member."""
    schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    name = ".".join(path) or "the entry"
    if "type" in schema and not is_a(value, schema["type"]):
        yield f"{name} must be {NOUNS[schema['type']]}"
    elif isinstance(value, dict):
        yield from of_object(value, schema, root, path)
    elif isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{name} must have at least {schema['minItems']} element"
        for element in value:
            yield from mistakes(element, schema.get("items", {}), root, path)
    elif isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{name} must look like {schema['pattern']}, and is {json.dumps(value)}"
    elif is_a(value, "number") and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{name} must be from {schema['minimum']} to {schema['maximum']}"


def of_object(value, schema, root, path):
    known = schema.get("properties", {})
    others = schema.get("additionalProperties", {})
    for member in schema.get("required", []):
        if member not in value:
            yield f"{'.'.join([*path, member])} is missing"
    for member, inner in value.items():
        if member in known or others is not False:
            yield from mistakes(inner, known.get(member, others), root, [*path, member])
        else:
            yield f"{'.'.join([*path, member])} is no member: known are {', '.join(known)}"


def entries(text):
    """Yields each entry of a file, which holds one or a list of them, with its line."""
    decoder = json.JSONDecoder()
    skip = re.compile(r"[\s,]*")
    place = skip.match(text).end()
    in_list = text.startswith("[", place)
    place += in_list
    while (place := skip.match(text, place).end()) < len(text) and not (in_list and text[place] == "]"):
        entry, end = decoder.raw_decode(text, place)
        yield text.count("\n", 0, place) + 1, entry
        place = end


def check(schema, file):
    try:
        with open(file, encoding="utf-8") as source:
            for line, entry in entries(source.read()):
                name = entry.get("id", "an entry") if isinstance(entry, dict) else "an entry"
                for mistake in mistakes(entry, schema, schema, []):
                    yield f"{file}:{line}: {name}: {mistake}"
    except json.JSONDecodeError as e:
        yield f"{file}:{e.lineno}: is not JSON: {e.msg}"
    except (OSError, UnicodeDecodeError) as e:
        yield f"{file}: cannot be read: {e}"


def main():
    with open(sys.argv[1], encoding="utf-8") as source:
        schema = json.load(source)
    found = [mistake for file in sys.argv[2:] for mistake in check(schema, file)]
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
