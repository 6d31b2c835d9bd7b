"use strict";
/*
 * tsc in a process that lives longer than a compilation; CompileServer.java says how it is spoken to. Its arguments are
 * the path of TypeScript's bin/tsc, and the options. A source is in memory, and what is made of it; all else that a
 * compilation sees are the files of its box that root wrote. The texts of the libraries are read once.
 */
const { readSync, writeSync } = require("node:fs");
const { dirname, join } = require("node:path");

const MAX_COMPILATIONS = 500;
const MAX_BYTES = 16 << 20;
/* More is not kept of what a compiler says. */
const MAX_SAID = 64 << 10;
const OUT = "/box";

const [, , tool, ...options] = process.argv;
const ts = require(join(dirname(tool), "../lib/typescript.js"));

class Exit extends Error {
  constructor(code) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/** Whoever ends in the middle of a message does not want an answer. */
function take(size) {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; ) {
    const count = readSync(0, bytes, at, size - at);
    if (count === 0) {
      process.exit(0);
    }
    at += count;
  }
  return bytes;
}

const taken = () => take(take(4).readInt32BE());

function put(bytes) {
  const size = Buffer.alloc(4);
  size.writeInt32BE(bytes.length);
  return [size, bytes];
}

const libraries = new Map();

function library(path, encoding) {
  if (!libraries.has(path)) {
    libraries.set(path, ts.sys.readFile(path, encoding));
  }
  return libraries.get(path);
}

/** The machine as a compilation of one source sees it. */
function machine(path, text, said, made) {
  return {
    ...ts.sys,
    args: [],
    write: (words) => said.push(words),
    writeFile: (name, data) => made.set(name.startsWith(`${OUT}/`) ? name.slice(OUT.length + 1) : name, data),
    readFile: (name, encoding) => (name === path ? text : library(name, encoding)),
    fileExists: (name) => name === path || ts.sys.fileExists(name),
    directoryExists: (name) => name === dirname(path) || ts.sys.directoryExists(name),
    exit: (code) => {
      throw new Exit(code);
    },
  };
}

function compile(path, text) {
  const said = [];
  const made = new Map();
  try {
    ts.executeCommandLine(machine(path, text, said, made), () => {}, [...options, path]);
  } catch (exit) {
    if (!(exit instanceof Exit)) {
      throw exit;
    }
    const files = exit.code === 0 ? made : new Map();
    return { compiled: exit.code === 0, said: said.join(""), made: files };
  }
  throw new Error("tsc did not say how it ended");
}

function answer({ compiled, said, made }, nanoseconds) {
  const time = Buffer.alloc(8);
  time.writeBigInt64BE(nanoseconds);
  const count = Buffer.alloc(4);
  count.writeInt32BE(made.size);
  const files = [...made].flatMap(([name, data]) => [...put(Buffer.from(name)), ...put(Buffer.from(data))]);
  const bytes = Buffer.concat([Buffer.of(compiled ? 1 : 0), time, ...put(Buffer.from(said).subarray(0, MAX_SAID)), count, ...files]);
  if (bytes.length > MAX_BYTES) {
    process.exit(1);
  }
  const all = Buffer.concat(put(bytes));
  for (let at = 0; at < all.length; ) {
    at += writeSync(1, all, at);
  }
}

for (let i = 0; i < MAX_COMPILATIONS; i++) {
  const path = taken().toString();
  const text = taken().toString();
  const before = process.cpuUsage();
  const outcome = compile(path, text);
  const { user, system } = process.cpuUsage(before);
  answer(outcome, BigInt(Math.round(user + system)) * 1000n);
}
