/** One letter, a message that will not be run: what is known of it, and its body. */

import { element } from "../dom.js";
import { openDialog } from "../playground/dialogs.js";
import { visibleLine, visibleText } from "../playground/visible.js";
import { text } from "../texts.js";
import { read } from "./admin.js";
import { facts, shown, when } from "./view.js";

/**
 * Shows a letter with its body.
 * @param {string} path
 * @param {import("../texts.js").TextKey} title
 */
export async function look(path, title) {
  const letter = await read(path);
  const known = facts([
    [text("console.token"), element("code", {}, letter.token)],
    [text("console.queue"), letter.queue],
    [text("console.reason"), letter.reason],
    [text("console.detail"), letter.detail],
    [text("console.attempts"), letter.attempts],
    [text("console.died"), when(letter.died_at)],
    [text("console.caller"), letter.caller],
    [text("console.size"), shown(letter.size)],
  ]);
  const dialog = openDialog(text(title), known, ...sources(letter.body));
  dialog.append(block(text("console.body"), letter.body));
  dialog.classList.add("wide");
}

/**
 * The programs in the body of a submission.
 * @param {string} body
 */
function sources(body) {
  try {
    const { code, files } = JSON.parse(body);
    const named = Array.isArray(files) ? files : [];
    return [...(code ? [block(text("code"), String(code))] : []), ...named.map(fileBlock)];
  } catch {
    // It may be no JSON, which is why it is here.
    return [];
  }
}

/** @param {any} file */
function fileBlock(file) {
  return block(String(file?.name), String(file?.content ?? file?.file ?? ""));
}

/**
 * @param {string} title
 * @param {string} content
 */
function block(title, content) {
  return element(
    "div",
    {},
    element("h3", {}, visibleLine(title, { blanks: false })),
    visibleText(content, { blanks: false }),
  );
}
