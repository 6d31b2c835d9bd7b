/**
 * Splits a line into arguments as a shell does: blanks separate, quotes and backslashes keep together.
 * @param {string} line
 * @returns {string[]}
 */
export function splitWords(line) {
  const found = [];
  for (const [word] of line.matchAll(/(?:"(?:\\.|[^"\\])*"?|'[^']*'?|\\.|[^\s"'\\]|\\$)+/gs)) {
    found.push(
      word.replace(/"((?:\\.|[^"\\])*)"?|'([^']*)'?|\\(.)/gs, (whole, double, single, escaped) =>
        double !== undefined ? double.replace(/\\(.)/gs, "$1") : (single ?? escaped ?? whole),
      ),
    );
  }
  return found;
}
