/** Elements that are shown again every few seconds. */

/**
 * Brings elements up to date and leaves alone what has not changed, so that a press of a button, the focus and a
 * selection last. Where what has the focus gives way, the focus goes to what has the same name, or to the first that
 * can have it.
 * @param {ChildNode} old
 * @param {ChildNode} made how it shall be
 */
export function renew(old, made) {
  const place = old.parentElement;
  const focused = document.activeElement;
  const hadFocus = old.contains(focused);
  bring(old, made);
  if (hadFocus && !focused?.isConnected) {
    const all = [...(place?.querySelectorAll("a, button:enabled, input:enabled") ?? [])];
    const next = all.find((one) => one.ariaLabel && one.ariaLabel === focused?.ariaLabel) ?? all[0];
    if (next instanceof HTMLElement) {
      next.focus();
    }
  }
}

/**
 * @param {ChildNode} old
 * @param {ChildNode} made
 */
function bring(old, made) {
  if (old.isEqualNode(made) || isOpened(old, made)) {
    return;
  }
  const before = [...old.childNodes];
  const after = [...made.childNodes];
  const isSame = before.length > 0 && before.length === after.length;
  if (isSame && old.cloneNode(false).isEqualNode(made.cloneNode(false))) {
    before.forEach((child, n) => bring(child, /** @type {ChildNode} */ (after[n])));
  } else {
    old.replaceWith(made);
  }
}

/**
 * Whether it is the same long text, of which a person has asked for more.
 * @param {ChildNode} old
 * @param {ChildNode} made
 */
function isOpened(old, made) {
  if (!(old instanceof HTMLElement && made instanceof HTMLElement) || !old.dataset.shown) {
    return false;
  }
  const [before, after] = [old, made].map((one) => one.firstElementChild?.textContent ?? "");
  return old.dataset.lines === made.dataset.lines && (before ?? "").startsWith(after ?? "");
}
