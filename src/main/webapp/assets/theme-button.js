/** Light or dark: what the system has, until a person chooses. */

const KEY = "evalx.theme";

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/**
 * @param {HTMLElement} button
 * @param {(isDark: boolean) => void} [shown] told what is shown now, and each time it changes
 */
export function switchesTheme(button, shown = () => {}) {
  const show = () => {
    button.setAttribute("aria-pressed", String(isDark()));
    shown(isDark());
  };
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    show();
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Without room it stays until the page is left.
    }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
}
