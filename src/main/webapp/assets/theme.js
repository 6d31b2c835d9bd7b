// Runs before the page is drawn, so that it never shows in the wrong colours.
{
  try {
    const chosen = localStorage.getItem("evalx.theme");
    if (chosen === "light" || chosen === "dark") {
      document.documentElement.dataset.theme = chosen;
    }
  } catch {
    // A browser that keeps nothing has what its system has.
  }
}
