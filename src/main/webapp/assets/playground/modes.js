/** Highlighting of a language, loaded when it is first used. */

import { StreamLanguage } from "@codemirror/language";

/** Each gives a mode: CodeMirror's, or one of ours where it has none. */
const MODES = /** @type {Record<string, () => Promise<any>>} */ ({
  c: () => import("@codemirror/legacy-modes/mode/clike.js").then((found) => found.c),
  cpp: () => import("@codemirror/legacy-modes/mode/clike.js").then((found) => found.cpp),
  java: () => import("@codemirror/legacy-modes/mode/clike.js").then((found) => found.java),
  kotlin: () => import("@codemirror/legacy-modes/mode/clike.js").then((found) => found.kotlin),
  scala: () => import("@codemirror/legacy-modes/mode/clike.js").then((found) => found.scala),
  csharp: () => import("@codemirror/legacy-modes/mode/clike.js").then((found) => found.csharp),
  dart: () => import("@codemirror/legacy-modes/mode/clike.js").then((found) => found.dart),
  objectivec: () => import("@codemirror/legacy-modes/mode/clike.js").then((found) => found.objectiveC),
  python: () => import("@codemirror/legacy-modes/mode/python.js").then((found) => found.python),
  pypy: () => import("@codemirror/legacy-modes/mode/python.js").then((found) => found.python),
  javascript: () => import("@codemirror/legacy-modes/mode/javascript.js").then((found) => found.javascript),
  typescript: () => import("@codemirror/legacy-modes/mode/javascript.js").then((found) => found.typescript),
  bash: () => import("@codemirror/legacy-modes/mode/shell.js").then((found) => found.shell),
  go: () => import("@codemirror/legacy-modes/mode/go.js").then((found) => found.go),
  rust: () => import("@codemirror/legacy-modes/mode/rust.js").then((found) => found.rust),
  ruby: () => import("@codemirror/legacy-modes/mode/ruby.js").then((found) => found.ruby),
  perl: () => import("@codemirror/legacy-modes/mode/perl.js").then((found) => found.perl),
  lua: () => import("@codemirror/legacy-modes/mode/lua.js").then((found) => found.lua),
  haskell: () => import("@codemirror/legacy-modes/mode/haskell.js").then((found) => found.haskell),
  ocaml: () => import("@codemirror/legacy-modes/mode/mllike.js").then((found) => found.oCaml),
  fsharp: () => import("@codemirror/legacy-modes/mode/mllike.js").then((found) => found.fSharp),
  pascal: () => import("@codemirror/legacy-modes/mode/pascal.js").then((found) => found.pascal),
  fortran: () => import("@codemirror/legacy-modes/mode/fortran.js").then((found) => found.fortran),
  commonlisp: () => import("@codemirror/legacy-modes/mode/commonlisp.js").then((found) => found.commonLisp),
  scheme: () => import("@codemirror/legacy-modes/mode/scheme.js").then((found) => found.scheme),
  clojure: () => import("@codemirror/legacy-modes/mode/clojure.js").then((found) => found.clojure),
  erlang: () => import("@codemirror/legacy-modes/mode/erlang.js").then((found) => found.erlang),
  elixir: () => import("@codemirror/legacy-modes/mode/ruby.js").then((found) => found.ruby),
  d: () => import("@codemirror/legacy-modes/mode/d.js").then((found) => found.d),
  r: () => import("@codemirror/legacy-modes/mode/r.js").then((found) => found.r),
  octave: () => import("@codemirror/legacy-modes/mode/octave.js").then((found) => found.octave),
  swift: () => import("@codemirror/legacy-modes/mode/swift.js").then((found) => found.swift),
  groovy: () => import("@codemirror/legacy-modes/mode/groovy.js").then((found) => found.groovy),
  cobol: () => import("@codemirror/legacy-modes/mode/cobol.js").then((found) => found.cobol),
  assembly: () => import("./modes/nasm.js").then((found) => found.nasm),
  clang: () => import("@codemirror/legacy-modes/mode/clike.js").then((found) => found.c),
  clangpp: () => import("@codemirror/legacy-modes/mode/clike.js").then((found) => found.cpp),
  crystal: () => import("@codemirror/legacy-modes/mode/crystal.js").then((found) => found.crystal),
  forth: () => import("@codemirror/legacy-modes/mode/forth.js").then((found) => found.forth),
  racket: () => import("@codemirror/legacy-modes/mode/scheme.js").then((found) => found.scheme),
  sql: () => import("@codemirror/legacy-modes/mode/sql.js").then((found) => found.sqlite),
  tcl: () => import("@codemirror/legacy-modes/mode/tcl.js").then((found) => found.tcl),
  ada: () => import("./modes/ada.js").then((found) => found.ada),
  awk: () => import("./modes/awk.js").then((found) => found.awk),
  nim: () => import("./modes/nim.js").then((found) => found.nim),
  php: () => import("./modes/php.js").then((found) => found.php),
  prolog: () => import("./modes/prolog.js").then((found) => found.prolog),
});

/**
 * @param {string} language its id
 * @returns {Promise<import("@codemirror/state").Extension>}
 */
export async function modeOf(language) {
  const load = Object.hasOwn(MODES, language) ? MODES[language] : undefined;
  try {
    return load ? StreamLanguage.define(await load()) : [];
  } catch {
    // Without the server the code is shown without colours.
    return [];
  }
}
