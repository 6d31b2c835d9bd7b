/** The code editor: one view, and a state with its history of changes for each file. */

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, Prec } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { text } from "../texts.js";
import { phrases } from "./phrases.js";

/** The colours of words. */
export const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.character, tags.regexp], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.atom, tags.null], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.typeName, tags.className, tags.standard(tags.name)], color: "var(--code-type)" },
  { tag: [tags.definition(tags.variableName), tags.function(tags.variableName)], color: "var(--code-name)" },
  { tag: [tags.meta, tags.processingInstruction], color: "var(--code-meta)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "var(--code-size)", backgroundColor: "var(--surface)", color: "var(--text)" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--text)", paddingBlock: "0.5rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--text-faint)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--line)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--match)", color: "inherit" },
  ".cm-selectionMatch, .cm-searchMatch": { backgroundColor: "var(--match)" },
  ".cm-searchMatch-selected": { outline: "1px solid var(--accent)" },
  ".cm-panels": { backgroundColor: "var(--surface-2)", color: "var(--text)", borderColor: "var(--border)" },
  ".cm-textfield, .cm-button": {
    background: "var(--surface)",
    color: "var(--text)",
    border: "1px solid var(--border-strong)",
    borderRadius: "var(--radius)",
    minHeight: "2rem",
    fontSize: "inherit",
  },
  // Smaller text would make telephones zoom when it is typed.
  ".cm-panel": { fontSize: "var(--code-size)" },
  ".cm-textfield": { width: "12rem" },
  ".cm-panel.cm-search label, .cm-panel.cm-gotoLine label": {
    display: "inline-flex",
    alignItems: "center",
    gap: "0.3rem",
    fontSize: "inherit",
  },
  ".cm-panel.cm-search [name=close], .cm-panel.cm-gotoLine [name=close]": { minHeight: "1.75rem", fontSize: "1.25rem" },
});

export class Editor {
  /** @type {Map<string, EditorState>} */
  #states = new Map();
  #name = "";
  #language = new Compartment();
  /** @type {import("@codemirror/state").Extension} */
  #mode = [];
  #view;
  #extensions;

  /**
   * @param {HTMLElement} parent
   * @param {{nonce: string, changed: (name: string, content: string) => void, run: () => void}} options
   */
  constructor(parent, { nonce, changed, run }) {
    this.#extensions = [
      EditorView.cspNonce.of(nonce),
      phrases,
      Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }])),
      lineNumbers(),
      highlightActiveLineGutter(),
      highlightActiveLine(),
      highlightSpecialChars(),
      highlightSelectionMatches(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      syntaxHighlighting(highlighting),
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab]),
      look,
      EditorView.updateListener.of((update) => {
        if (update.docChanged) {
          changed(this.#name, update.state.doc.toString());
        }
      }),
    ];
    // Styles are made once, with the nonce of the first state.
    this.#view = new EditorView({
      parent,
      state: EditorState.create({ extensions: [EditorView.cspNonce.of(nonce), labelled(text("code"))] }),
    });
  }

  /**
   * Forgets all files and their histories.
   */
  clear() {
    this.#states.clear();
    this.#name = "";
  }

  /**
   * Shows a file.
   * @param {{name: string, content: string}} file
   */
  show({ name, content }) {
    this.#keep();
    this.#name = name;
    this.#view.setState(this.#states.get(name) ?? this.#newState(name, content));
    this.#applyMode();
  }

  /** @param {string} name */
  forget(name) {
    this.#states.delete(name);
    if (this.#name === name) {
      this.#name = "";
    }
  }

  /** @param {import("@codemirror/state").Extension} mode */
  setMode(mode) {
    this.#mode = mode;
    this.#applyMode();
  }

  /**
   * Puts the cursor on a place of the file that is shown.
   * @param {number} line from 1
   * @param {number} column from 1
   */
  goTo(line, column) {
    const { doc } = this.#view.state;
    const target = doc.line(Math.min(Math.max(line, 1), doc.lines));
    const at = Math.min(target.from + Math.max(column - 1, 0), target.to);
    this.#view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    this.#view.focus();
  }

  #keep() {
    if (this.#name) {
      this.#states.set(this.#name, this.#view.state);
    }
  }

  #applyMode() {
    if (this.#name && this.#language.get(this.#view.state) !== this.#mode) {
      this.#view.dispatch({ effects: this.#language.reconfigure(this.#mode) });
    }
  }

  /**
   * @param {string} name
   * @param {string} content
   */
  #newState(name, content) {
    const label = labelled(text("editor", { name }));
    return EditorState.create({ doc: content, extensions: [this.#extensions, label, this.#language.of(this.#mode)] });
  }
}

/** @param {string} label */
function labelled(label) {
  return EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" });
}
