/** Copies what a page shows. */

/**
 * @param {string} words
 * @param {() => void} select selects them where they are shown
 * @returns {Promise<boolean>} false: they are only selected, to be copied by hand
 */
export async function copy(words, select) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    // Without TLS there is no clipboard on other hosts; the old way copies what is selected, and would leave out
    // its last line break.
    select();
    const whole = (/** @type {ClipboardEvent} */ event) => {
      event.clipboardData?.setData("text/plain", words);
      event.preventDefault();
    };
    document.addEventListener("copy", whole);
    try {
      return document.execCommand("copy");
    } finally {
      document.removeEventListener("copy", whole);
    }
  }
}
