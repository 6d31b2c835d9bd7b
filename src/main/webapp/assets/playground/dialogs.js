/** What is asked and told in windows of the page. */

import { token } from "../api.js";
import { copy } from "../clipboard.js";
import { element, icon } from "../dom.js";
import { text } from "../texts.js";

/**
 * @param {string} title
 * @param {...Node} content
 * @returns {HTMLDialogElement} open
 */
export function openDialog(title, ...content) {
  const close = element("button", { type: "button", class: "icon-button", "aria-label": text("close") }, icon("close"));
  const head = element("div", { class: "dialog-head" }, element("h2", {}, title), close);
  const dialog = element("dialog", { "aria-label": title, onclose: () => dialog.remove() }, head, ...content);
  close.addEventListener("click", () => dialog.close());
  // Beside the window.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * Asks whether to do something that cannot be undone by a click.
 * @param {string} question
 * @param {string} label of the button that does it
 * @returns {Promise<boolean>}
 */
export function confirmed(question, label) {
  return new Promise((resolve) => {
    const yes = element("div", { class: "buttons" }, element("button", { class: "danger" }, label));
    const form = element("form", { method: "dialog" }, element("p", {}, question), yes);
    const dialog = openDialog(label, form);
    let isConfirmed = false;
    form.addEventListener("submit", () => (isConfirmed = true));
    dialog.addEventListener("close", () => resolve(isConfirmed));
  });
}

/**
 * Asks for an API token.
 * @param {string} reason
 * @returns {Promise<boolean>} whether one was given
 */
export function askForToken(reason) {
  return new Promise((resolve) => {
    const field = element("input", {
      type: "password",
      autocomplete: "off",
      value: token.get(),
      required: true,
      autofocus: true,
    });
    const forget = element("button", { type: "button", class: "quiet" }, text("token.forget"));
    const buttons = element(
      "div",
      { class: "buttons" },
      element("button", { class: "primary" }, text("token.save")),
      forget,
    );
    const form = element(
      "form",
      { method: "dialog" },
      ...(reason ? [element("p", { class: "meaning" }, reason)] : []),
      element("p", { class: "note" }, text("token.explain")),
      element("label", {}, text("token.field"), field),
      buttons,
    );
    const dialog = openDialog(text("token.title"), form);
    let given = false;
    form.addEventListener("submit", () => {
      given = true;
      token.set(field.value.trim());
    });
    forget.addEventListener("click", () => {
      token.set("");
      dialog.close();
    });
    dialog.addEventListener("close", () => resolve(given));
  });
}

/**
 * Asks for another API token than the one that was refused, or for one where there is none.
 * @param {import("../api.js").Refused} failure
 * @returns {Promise<boolean>} whether one was given
 */
export function askForTokenAfter(failure) {
  const isUnknown = failure.problem.title === "Unknown API token";
  return askForToken(text(isUnknown ? "problem.token.unknown" : "problem.token"));
}

/**
 * Asks for a file's name.
 * @param {string} title
 * @param {string} name
 * @param {(name: string) => string} fault what is wrong with a name; empty: nothing
 * @returns {Promise<string>} empty: none was given
 */
export function askForName(title, name, fault) {
  return new Promise((resolve) => {
    const field = element("input", {
      type: "text",
      value: name,
      spellcheck: "false",
      autocapitalize: "off",
      autofocus: true,
    });
    const button = element("button", { class: "primary" }, title);
    const form = element("form", { method: "dialog" }, element("label", {}, text("files.name"), field), button);
    const dialog = openDialog(title, form);
    let given = "";
    field.addEventListener("input", () => field.setCustomValidity(fault(field.value.trim())));
    field.setCustomValidity(fault(name));
    form.addEventListener("submit", () => (given = field.value.trim()));
    dialog.addEventListener("close", () => resolve(given));
    field.select();
  });
}

/** Browsers and chat programs differ; this is what most of them take. */
const LONG_LINK = 8000;

/** @param {string} link */
export function showLink(link) {
  const field = element("input", {
    type: "text",
    readonly: true,
    value: link,
    autofocus: true,
    onfocus: () => field.select(),
  });
  const told = element("span", { role: "status", class: "note" });
  const button = element("button", { type: "button", class: "primary" }, text("share.copy"));
  button.addEventListener("click", async () => {
    const isCopied = await copy(link, () => field.select());
    told.textContent = isCopied ? text("share.copied") : "";
  });
  openDialog(
    text("share.title"),
    element("p", { class: "note" }, text("share.explain")),
    element("label", {}, text("share.field"), field),
    ...(link.length > LONG_LINK ? [element("p", { class: "note" }, text("share.long", { n: link.length }))] : []),
    element("div", { class: "buttons" }, button, told),
  );
}
