/** The words of the editor's own parts, in the place of those that CodeMirror has. */

import { EditorState } from "@codemirror/state";
import { text } from "../texts.js";

/**
 * What CodeMirror says, and how these pages say it.
 * @type {Record<string, import("../texts.js").TextKey>}
 */
const PHRASES = {
  Find: "find",
  Replace: "find.replacement",
  next: "find.next",
  previous: "find.previous",
  all: "find.all",
  "match case": "find.case",
  regexp: "find.regexp",
  "by word": "find.word",
  replace: "find.replace",
  "replace all": "find.replace.all",
  close: "close",
  "current match": "find.current",
  "on line": "find.on.line",
  "replaced match on line $": "find.replaced",
  "replaced $ matches": "find.replaced.all",
  "Go to line": "go.to.line",
  go: "go",
  "Control character": "editor.control",
  "Selection deleted": "editor.deleted",
};

export const phrases = EditorState.phrases.of(
  Object.fromEntries(Object.entries(PHRASES).map(([phrase, key]) => [phrase, text(key)])),
);
