/** Ada 2022, as its reference manual has its words. */

import { simpleMode } from "@codemirror/legacy-modes/mode/simple-mode.js";
import { oneOf } from "./parts.js";

const KEYWORDS = `abort abs abstract accept access aliased all and array at begin body case constant declare delay delta
  digits do else elsif end entry exception exit for function generic goto if in interface is limited loop mod new not of
  or others out overriding package parallel pragma private procedure protected raise range record rem renames requeue
  return reverse select separate some subtype synchronized tagged task terminate then type until use when while with xor`;
const TYPES = `boolean character duration float integer long_float long_integer long_long_integer natural positive
  short_integer string wide_character wide_string wide_wide_string`;

export const ada = simpleMode({
  start: [
    { regex: /--.*/, token: "comment" },
    { regex: /"(?:[^"]|"")*"?/, token: "string" },
    { regex: /'.'/, token: "string" },
    { regex: oneOf(KEYWORDS, true), token: "keyword" },
    { regex: oneOf(TYPES, true), token: "type" },
    { regex: oneOf("true false null", true), token: "atom" },
    { regex: /\d[\d_]*(?:#[\da-fA-F_.]+#)?(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/, token: "number" },
    // With an attribute, as in Integer'Image, whose apostrophe begins no character.
    { regex: /[A-Za-z]\w*(?:'(?:[A-Za-z]\w*|(?=\()))?/, token: "variable" },
  ],
  languageData: { name: "ada", commentTokens: { line: "--" } },
});
