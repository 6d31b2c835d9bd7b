/** Elements that are shown again every few seconds. */

/**
 * Brings elements up to date and leaves alone what has not changed, so that a press of a button, the focus and a
 * selection last.
 * @param {ChildNode} old
 * @param {ChildNode} made how it shall be
 */
export function renew(old, made) {
  if (old.isEqualNode(made)) {
    return;
  }
  const before = [...old.childNodes];
  const after = [...made.childNodes];
  const isSame = before.length > 0 && before.length === after.length;
  if (isSame && old.cloneNode(false).isEqualNode(made.cloneNode(false))) {
    before.forEach((child, n) => renew(child, /** @type {ChildNode} */ (after[n])));
  } else {
    old.replaceWith(made);
  }
}
