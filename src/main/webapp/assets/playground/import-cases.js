/** Test cases from files: x.in with x.out (or .ans, .expected), alone or in a zip. */

import { LOCALE, text } from "../texts.js";
import { TooLarge } from "./packing.js";
import { NoZip, readZip } from "./zip.js";

export const MAX_MIB = 8;
export const MAX_CASES = 1000;
const INPUT = /\.in$/i;
const OUTPUT = /\.(out|ans|expected)$/i;
const ZIP = /\.zip$/i;
/** What macOS puts beside the files of a zip or a folder. */
const OF_MACOS = /(?:^|\/)(?:__MACOSX\/|\._[^/]*$|\.DS_Store$)/;

/** A sentence for the person who chose the files. */
export class CannotImport extends Error {}

/**
 * @param {File[]} chosen
 * @returns {Promise<{cases: import("./workspace.js").TestCase[], ignored: string[]}>}
 * @throws {CannotImport}
 */
export async function importCases(chosen) {
  const files = (await Promise.all(chosen.map(unpacked))).flat().filter(({ name }) => !OF_MACOS.test(name));
  if (files.reduce((size, file) => size + file.bytes.length, 0) > MAX_MIB << 20) {
    throw new CannotImport(text("import.large", { max: MAX_MIB }));
  }
  const outputs = new Map(files.filter(({ name }) => OUTPUT.test(name)).map((file) => [stem(file.name), file]));
  const inputs = files.filter(({ name }) => INPUT.test(name)).sort((a, b) => byNumber.compare(a.name, b.name));
  if (inputs.length === 0) {
    throw new CannotImport(text("import.none"));
  }
  if (inputs.length > MAX_CASES) {
    throw new CannotImport(text("import.many", { max: MAX_CASES }));
  }
  const used = new Set(inputs);
  const cases = inputs.map((input) => {
    const output = outputs.get(stem(input.name));
    if (output) {
      used.add(output);
    }
    return { stdin: decode(input), expected: output ? decode(output) : null, args: "" };
  });
  return { cases, ignored: files.filter((file) => !used.has(file)).map((file) => file.name) };
}

const byNumber = new Intl.Collator(LOCALE, { numeric: true });

/** @param {string} name */
function stem(name) {
  return name.replace(INPUT, "").replace(OUTPUT, "");
}

/**
 * @param {File} file
 * @returns {Promise<{name: string, bytes: Uint8Array<ArrayBuffer>}[]>}
 */
async function unpacked(file) {
  if (file.size > MAX_MIB << 20) {
    throw new CannotImport(text("import.large", { max: MAX_MIB }));
  }
  const bytes = await file.arrayBuffer();
  if (!ZIP.test(file.name)) {
    return [{ name: file.name, bytes: new Uint8Array(bytes) }];
  }
  try {
    return await readZip(bytes, MAX_MIB << 20);
  } catch (failure) {
    if (failure instanceof TooLarge) {
      throw new CannotImport(text("import.large", { max: MAX_MIB }));
    }
    if (failure instanceof NoZip) {
      throw new CannotImport(text("import.zip", { name: file.name }));
    }
    throw failure;
  }
}

/** @param {{name: string, bytes: Uint8Array}} file */
function decode(file) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(file.bytes);
  } catch {
    throw new CannotImport(text("import.text", { name: file.name }));
  }
}
