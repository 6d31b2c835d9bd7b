/** Nim 2, as its manual has its words. */

import { simpleMode } from "@codemirror/legacy-modes/mode/simple-mode.js";
import { oneOf, until } from "./parts.js";

const KEYWORDS = `addr and asm as bind block break case cast concept const continue converter defer discard distinct div
  do elif else end enum except export finally for from func if import include interface in isnot is iterator let macro
  method mixin mod nil notin not object of or out proc ptr raise ref return shl shr static template try tuple type using
  var when while xor yield`;
const TYPES = `array bool byte char cstring float32 float64 float int16 int32 int64 int8 int openArray range seq set
  string Table HashSet Option uint16 uint32 uint64 uint8 uint void auto any untyped typed typedesc`;

export const nim = simpleMode({
  start: [
    { regex: /#\[/, token: "comment", push: "comment" },
    { regex: /#.*/, token: "comment" },
    { regex: /\{\./, token: "meta", push: "pragma" },
    { regex: /(?:[A-Za-z]\w*)?"""/, token: "string", push: "text" },
    // In a raw string a backslash is a backslash.
    { regex: /[A-Za-z]\w*"(?:[^"]|"")*"?/, token: "string" },
    { regex: /"(?:\\.|[^"\\])*"?/, token: "string" },
    { regex: /'(?:\\(?:x[\da-fA-F]{2}|\d+|.)|[^'\\])'/, token: "string" },
    { regex: oneOf(KEYWORDS), token: "keyword" },
    { regex: oneOf(TYPES), token: "type" },
    { regex: oneOf("true false on off"), token: "atom" },
    { regex: /0[xX][\da-fA-F_]+|0[bB][01_]+|0o[0-7_]+/, token: "number" },
    { regex: /\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?(?:'?[iufd]\d*)?/, token: "number" },
    { regex: /[A-Za-z]\w*/, token: "variable" },
  ],
  // Comments of several lines have others in them.
  comment: [{ regex: /#\[/, token: "comment", push: "comment" }, ...until(/\]#/, "comment", /[^#\]]+|./)],
  pragma: until(/\.\}/, "meta", /[^.]+|./),
  text: until(/"""(?!")/, "string", /[^"]+|./),
  languageData: { name: "nim", commentTokens: { line: "#", block: { open: "#[", close: "]#" } } },
});
