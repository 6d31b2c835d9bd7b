/** AWK as POSIX has it, with the functions of gawk. */

import { simpleMode } from "@codemirror/legacy-modes/mode/simple-mode.js";
import { oneOf } from "./parts.js";

const KEYWORDS = `BEGINFILE BEGIN ENDFILE END break case continue default delete do else exit for function func getline if
  in nextfile next printf print return switch while`;
const FUNCTIONS = `asorti asort atan2 close cos exp fflush gensub gsub index int length log match rand sin split sprintf
  sqrt srand strftime substr sub systime system tolower toupper`;
const VARIABLES = `ARGC ARGV CONVFMT ENVIRON FIELDWIDTHS FILENAME FNR FPAT FS IGNORECASE NF NR OFMT OFS ORS RLENGTH RS
  RSTART RT SUBSEP`;

export const awk = simpleMode({
  // A slash begins a regular expression here.
  start: [
    { regex: /#.*/, token: "comment" },
    { regex: /"(?:\\.|[^"\\])*"?/, token: "string", next: "operand" },
    { regex: /\/(?:\\.|\[\^?\]?[^\]]*\]|[^\\/[])+\//, token: "string", next: "operand" },
    { regex: oneOf(KEYWORDS), token: "keyword" },
    { regex: oneOf(FUNCTIONS), token: "builtin" },
    { regex: oneOf(VARIABLES), token: "atom", next: "operand" },
    { regex: /\$\d+/, token: "atom", next: "operand" },
    { regex: /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/, token: "number", next: "operand" },
    { regex: /[A-Za-z_]\w*/, token: "variable", next: "operand" },
    { regex: /[)\]]/, next: "operand" },
  ],
  // It divides after a value that is on the same line.
  operand: [
    { regex: /(?=.)/, sol: true, next: "start" },
    { regex: /\s+|\+\+|--|[)\]]/ },
    { regex: /\/=?/, token: "operator", next: "start" },
    { regex: /(?=.)/, next: "start" },
  ],
  languageData: { name: "awk", commentTokens: { line: "#" } },
});
