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
    // Without TLS there is no clipboard on other hosts; the old way copies what is selected.
    select();
    return document.execCommand("copy");
  }
}
