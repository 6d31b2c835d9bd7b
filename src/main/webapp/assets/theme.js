// Runs before the page is drawn, so that it never shows in the wrong colours.
{
  const chosen = localStorage.getItem("evalx.theme");
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.theme = chosen;
  }
}
