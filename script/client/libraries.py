"""Moves the libraries of EvalX's archives to the class path of Payara Micro, beside the server's own.

    libraries.py list ARCHIVE...           the names and checksums of their jars
    libraries.py unpack FOLDER ARCHIVE...  into FOLDER/libraries, named by the class path of FOLDER/launch-micro.jar
    libraries.py leave ARCHIVE TO          a copy of an archive without them

Classes there are found as in the archives, because the server asks its own loader first and those of the archives last,
in the order of the arguments here. The JVM archives them better there, and the server does not look for beans in them.
EvalX's own classes stay in the archives, and so do files for browsers, which the server serves from there.
"""

import io
import os
import shutil
import sys
import zipfile

ENTRY_POINT = "fish.payara.micro.impl.PayaraMicroImpl"  # its launcher accepts only its own root folder


def jars(archive):
    for entry in archive.infolist():
        name = os.path.basename(entry.filename)
        if name.endswith(".jar") and not name.startswith("evalx-"):
            yield name, entry


def is_library(archive, entry):
    with zipfile.ZipFile(io.BytesIO(archive.read(entry))) as jar:
        return not any(inner.startswith("META-INF/resources/") for inner in jar.namelist())


def libraries(paths):
    """Each name once: the first one is the one that the server finds."""
    seen = set()
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            for name, entry in jars(archive):
                if name not in seen and is_library(archive, entry):
                    seen.add(name)
                    yield name, archive.read(entry)


def unpack(folder, paths):
    os.mkdir(os.path.join(folder, "libraries"))
    names = []
    for name, content in libraries(paths):
        names.append(f"libraries/{name}")
        with open(os.path.join(folder, *names[-1].split("/")), "wb") as file:
            file.write(content)
    rewrite(os.path.join(folder, "launch-micro.jar"), names)


def rewrite(launcher, names):
    """Adds names to the class path of a jar, and sets its entry point."""
    with zipfile.ZipFile(launcher) as old, zipfile.ZipFile(launcher + ".new", "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "META-INF/MANIFEST.MF":
                content = manifest(content.decode(), names).encode()
            new.writestr(entry, content)
    os.replace(launcher + ".new", launcher)


def manifest(text, names):
    lines = text.replace("\r\n", "\n").replace("\n ", "").split("\n")
    for number, line in enumerate(lines):
        if line.startswith("Main-Class:"):
            lines[number] = f"Main-Class: {ENTRY_POINT}"
        elif line.startswith("Class-Path:"):
            lines[number] = " ".join([line, *names])
    return "\n".join(map(folded, lines))


def folded(line):
    """A line of a manifest has at most 72 bytes."""
    return "\n ".join([line[:70], *(line[start : start + 69] for start in range(70, len(line), 69))])


def leave(path, target):
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        moved = {entry.filename for _, entry in jars(archive) if is_library(archive, entry)}
        for entry in archive.infolist():
            if entry.filename not in moved:
                copy.writestr(entry, archive.read(entry))
    shutil.copystat(path, target)


def main():
    command, *arguments = sys.argv[1:]
    if command == "list":
        for path in arguments:
            with zipfile.ZipFile(path) as archive:
                for name, entry in jars(archive):
                    print(name, entry.CRC)
    elif command == "unpack":
        unpack(arguments[0], arguments[1:])
    else:
        leave(*arguments)


main()
