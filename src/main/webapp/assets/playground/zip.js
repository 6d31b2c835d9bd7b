/** Zip files, as APPNOTE.TXT of PKWARE defines them, without encryption and the 64-bit extension. */

import { inflate, TooLarge } from "./packing.js";

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;
const MAX_COMMENT = 65535;
const MAX_ENTRIES = 10000;
const STORED = 0;
const DEFLATED = 8;
const UTF8_NAMES = 0x0800;

export class NoZip extends Error {}

/**
 * The files of a zip.
 * @param {ArrayBuffer} archive
 * @param {number} max bytes of all files together
 * @returns {Promise<{name: string, bytes: Uint8Array<ArrayBuffer>}[]>}
 * @throws {NoZip | TooLarge}
 */
export async function readZip(archive, max) {
  try {
    return await read(new DataView(archive), max);
  } catch (failure) {
    throw failure instanceof TooLarge ? failure : new NoZip(String(failure));
  }
}

/**
 * @param {DataView<ArrayBuffer>} view
 * @param {number} max
 */
async function read(view, max) {
  const end = findEnd(view);
  const files = [];
  let left = max;
  let at = view.getUint32(end + 16, true);
  const count = Math.min(view.getUint16(end + 10, true), MAX_ENTRIES);
  for (let n = 0; n < count; n++) {
    if (view.getUint32(at, true) !== CENTRAL) {
      throw new NoZip();
    }
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, at + 46, nameLength));
    if (!name.endsWith("/")) {
      const bytes = await contents(view, at, left);
      left -= bytes.length;
      files.push({ name, bytes });
    }
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return files;
}

/** @param {DataView} view */
function findEnd(view) {
  const first = Math.max(0, view.byteLength - END_BYTES - MAX_COMMENT);
  for (let at = view.byteLength - END_BYTES; at >= first; at--) {
    if (view.getUint32(at, true) === END) {
      return at;
    }
  }
  throw new NoZip();
}

/**
 * @param {DataView<ArrayBuffer>} view
 * @param {number} entry where it is in the central directory
 * @param {number} max
 */
async function contents(view, entry, max) {
  const method = view.getUint16(entry + 10, true);
  const size = view.getUint32(entry + 20, true);
  const local = view.getUint32(entry + 42, true);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const bytes = new Uint8Array(view.buffer, start, size);
  if (method === DEFLATED) {
    return inflate(bytes, max);
  }
  if (method !== STORED) {
    throw new NoZip();
  }
  if (size > max) {
    throw new TooLarge();
  }
  return bytes;
}

/**
 * A zip of files, stored as they are.
 * @param {{name: string, content: string}[]} files
 * @returns {Blob}
 */
export function writeZip(files) {
  const encoder = new TextEncoder();
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const parts = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const directory = [];
  let offset = 0;
  for (const file of files) {
    const name = encoder.encode(file.name);
    const bytes = encoder.encode(file.content);
    const common = commonHeader(name, bytes);
    const local = concat([number(LOCAL, 4), common, name, bytes]);
    directory.push(concat([number(CENTRAL, 4), number(20, 2), common, number(0, 10), number(offset, 4), name]));
    parts.push(local);
    offset += local.length;
  }
  const central = concat(directory);
  const counts = [number(files.length, 2), number(files.length, 2)];
  const end = concat([
    number(END, 4),
    number(0, 4),
    ...counts,
    number(central.length, 4),
    number(offset, 4),
    number(0, 2),
  ]);
  return new Blob([...parts, central, end], { type: "application/zip" });
}

/**
 * What both headers of a file have: version, flags, method, time, checksum, sizes and lengths.
 * @param {Uint8Array} name
 * @param {Uint8Array} bytes
 */
function commonHeader(name, bytes) {
  const midnight1980 = number(0x00210000, 4);
  const sizes = [number(bytes.length, 4), number(bytes.length, 4)];
  const head = [number(20, 2), number(UTF8_NAMES, 2), number(STORED, 2), midnight1980, number(crc32(bytes), 4)];
  return concat([...head, ...sizes, number(name.length, 2), number(0, 2)]);
}

/**
 * @param {number} value
 * @param {number} length bytes, the lowest first
 */
function number(value, length) {
  return Uint8Array.from({ length }, (_, n) => (n < 4 ? (value >>> (8 * n)) & 0xff : 0));
}

/** @param {Uint8Array<ArrayBuffer>[]} parts */
function concat(parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
  }
  return ~crc >>> 0;
}
