/** Prolog as ISO has it, with the directives of SWI-Prolog. */

import { simpleMode } from "@codemirror/legacy-modes/mode/simple-mode.js";
import { oneOf, until } from "./parts.js";

const KEYWORDS = "discontiguous dynamic initialization is mod module multifile rem table use_module xor";
const PREDICATES = `append arg assertz asserta assert atom_chars atom_codes atom_length atom_number atom_string atomic atom
  between call catch compound copy_term fail findall forall format functor ground halt length maplist member memberchk
  msort nb_getval nb_setval nl nonvar nth0 nth1 number_codes number once print_message read_term read_line_to_string read
  retractall retract reverse setof bagof sort split_string string_concat succ sum_list throw true var writeln write_canonical
  writef write`;

export const prolog = simpleMode({
  start: [
    { regex: /%.*/, token: "comment" },
    { regex: /\/\*/, token: "comment", push: "comment" },
    { regex: /0'(?:\\.|''|.)/, token: "number" },
    { regex: /"(?:\\.|[^"\\])*"?/, token: "string" },
    { regex: /'(?:\\.|''|[^'\\])*'?/, token: "string" },
    { regex: /0[xX][\da-fA-F]+|0b[01]+|0o[0-7]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?/, token: "number" },
    { regex: oneOf(KEYWORDS), token: "keyword" },
    { regex: /:-|-->|->|\\\+|!|\?-/, token: "keyword" },
    // The name of a clause is what its line begins with.
    { regex: /[a-z]\w*/, sol: true, token: "def" },
    { regex: oneOf(PREDICATES), token: "builtin" },
    { regex: /[A-Z_]\w*/, token: "atom" },
    { regex: /[a-z]\w*/, token: "variable" },
  ],
  comment: until(/\*\//, "comment", /[^*]+|./),
  languageData: { name: "prolog", commentTokens: { line: "%", block: { open: "/*", close: "*/" } } },
});
