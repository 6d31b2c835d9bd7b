/** PHP 8 and the text around it. */

import { simpleMode } from "@codemirror/legacy-modes/mode/simple-mode.js";
import { oneOf, until } from "./parts.js";

const KEYWORDS = `abstract and array as break callable case catch class clone const continue declare default do echo
  elseif else empty enddeclare endforeach endfor endif endswitch endwhile enum exit extends finally final fn foreach for
  from function global goto if implements include_once include instanceof insteadof interface isset list match namespace
  new or print private protected public readonly require_once require return static switch throw trait try unset use var
  while xor yield`;
const TYPES = "bool float int iterable mixed never object parent self string void";

export const php = simpleMode({
  start: [{ regex: /<\?(?:php|=)?/, token: "meta", push: "code" }, { regex: /[^<]+|</ }],
  code: [
    { regex: /\?>/, token: "meta", pop: true },
    // Attributes are no comments.
    { regex: /#\[/, token: "meta" },
    { regex: /(?:\/\/|#)(?:(?!\?>).)*/, token: "comment" },
    { regex: /\/\*/, token: "comment", push: "comment" },
    { regex: /'/, token: "string", push: "single" },
    { regex: /"/, token: "string", push: "double" },
    { regex: /<<<\s*["']?[A-Za-z_]\w*["']?/, token: "string", push: "heredoc" },
    { regex: /\$[A-Za-z_]\w*/, token: "variable" },
    { regex: oneOf(KEYWORDS, true), token: "keyword" },
    { regex: oneOf(TYPES, true), token: "type" },
    { regex: oneOf("true false null PHP_EOL PHP_INT_MAX PHP_INT_MIN STDIN STDOUT STDERR", true), token: "atom" },
    { regex: /0[xX][\da-fA-F_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?/, token: "number" },
    { regex: /[A-Za-z_\\][\w\\]*(?=\s*\()/, token: "builtin" },
    { regex: /[A-Za-z_\\][\w\\]*/, token: "variable" },
  ],
  comment: until(/\*\//, "comment", /[^*]+|./),
  single: until(/'/, "string", /(?:\\.|[^'\\])+|./),
  double: until(/"/, "string", /(?:\\.|[^"\\])+|./),
  // Its label is not kept: a line that begins with a word of capital letters alone ends it.
  heredoc: [
    { regex: /\s*[A-Z_][A-Z\d_]*(?=\s*(?:[;,)\]]|$))/, sol: true, token: "string", pop: true },
    { regex: /.+/, token: "string" },
  ],
  languageData: { name: "php", commentTokens: { line: "//", block: { open: "/*", close: "*/" } } },
});
