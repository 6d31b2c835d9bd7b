/** The assembly language of NASM: what a line begins with is its label, an instruction or a directive. */

import { simpleMode } from "@codemirror/legacy-modes/mode/simple-mode.js";
import { oneOf } from "./parts.js";

const DIRECTIVES = `section segment global extern default bits align alignb org times equ incbin db dw dd dq dt resb resw
  resd resq struc endstruc istruc iend`;
const REGISTERS = `[re]?[abcd]x [abcd][hl] [re]?[sd]i [sd]il [re]?[sb]p [sb]pl r(?:8|9|1[0-5])[dwb]? [re]ip [xyz]mm\\d+
  [cdefgs]s st\\d`;
const SIZES = "byte word dword qword tword oword rel abs near far short ptr";

/** @type {import("./parts.js").Rule[]} */
const EVERYWHERE = [
  { regex: /;.*/, token: "comment" },
  { regex: /'[^']*'?|"[^"]*"?|`(?:\\.|[^`\\])*`?/, token: "string" },
  { regex: /%[%$!]?\w+/, token: "meta" },
  { regex: oneOf(DIRECTIVES, true), token: "meta", next: "operands" },
];

export const nasm = simpleMode({
  start: [
    { regex: /\s+/ },
    ...EVERYWHERE,
    { regex: /[A-Za-z_.?][\w.$@~?]*:/, token: "def" },
    { regex: /[A-Za-z_.?][\w.$@~?]*(?=\s+(?:equ|times|d[bwdqt]|res[bwdq])\b)/, token: "def" },
    { regex: /[A-Za-z]\w*/, token: "keyword", next: "operands" },
  ],
  operands: [
    { regex: /(?=.)/, sol: true, next: "start" },
    ...EVERYWHERE,
    { regex: oneOf(REGISTERS, true), token: "builtin" },
    { regex: oneOf(SIZES, true), token: "type" },
    { regex: /0[xXhH][\da-fA-F_]+|\d[\da-fA-F_]*[hH]\b|0[bB][01_]+|[01_]+b\b|\d[\d_]*(?:\.\d+)?/, token: "number" },
    { regex: /[A-Za-z_.?][\w.$@~?]*/, token: "variable" },
  ],
  languageData: { name: "nasm", commentTokens: { line: ";" } },
});
