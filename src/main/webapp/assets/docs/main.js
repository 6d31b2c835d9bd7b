/** The API page: examples to copy, and Swagger UI upon the description that the server has of itself. */

import { address } from "../api.js";
import { byId, element } from "../dom.js";
import { fillTexts, text } from "../texts.js";
import { switchesTheme } from "../theme-button.js";

/** Each is a program that runs as it is. */
const EXAMPLES = [
  { name: "curl", file: "submit.sh" },
  { name: "Python", file: "submit.py" },
  { name: "JavaScript", file: "submit.mjs" },
  { name: "Java", file: "Submit.java" },
];

/** @param {string} file */
async function load(file) {
  const response = await fetch(address(`assets/docs/examples/${file}`));
  // The server of this page, in place of the one that an example assumes.
  return (await response.text()).replaceAll("http://127.0.0.1:3000", address(".").replace(/\/$/, ""));
}

function showExamples() {
  const place = byId("example", HTMLElement);
  const tabs = EXAMPLES.map(({ name, file }) => {
    const tab = element("button", { type: "button", role: "tab", "aria-controls": "example" }, name);
    const show = async () => {
      tabs.forEach((other) => {
        other.setAttribute("aria-selected", String(other === tab));
        other.tabIndex = other === tab ? 0 : -1;
      });
      byId("copied", HTMLElement).textContent = "";
      try {
        place.textContent = await load(file);
      } catch {
        place.textContent = text("docs.failed");
      }
    };
    tab.addEventListener("click", show);
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const next = step && tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
      if (next) {
        next.click();
        next.focus();
      }
    });
    return tab;
  });
  byId("example-tabs", HTMLElement).append(...tabs);
  tabs[0]?.click();
}

async function copy() {
  const place = byId("example", HTMLElement);
  try {
    await navigator.clipboard.writeText(place.textContent ?? "");
    byId("copied", HTMLElement).textContent = text("docs.copied");
  } catch {
    // Without TLS there is no clipboard on other hosts; what is selected can be copied by hand.
    getSelection()?.selectAllChildren(place);
  }
}

function showReference() {
  // Swagger UI is a classic script, deferred before this module.
  const { SwaggerUIBundle } = /** @type {any} */ (window);
  SwaggerUIBundle({
    url: address("openapi?format=JSON"),
    domNode: byId("swagger", HTMLElement),
    deepLinking: true,
    displayRequestDuration: true,
    // A validator elsewhere would be told of this server.
    validatorUrl: null,
    // Arguments fold out of sight what most people look for.
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
  });
}

function showIntro() {
  const [before = "", after = ""] = text("docs.intro").split("{link}");
  byId("intro", HTMLElement).append(before, element("a", { href: "openapi" }, address("openapi")), after);
}

fillTexts();
document.title = text("docs.title");
switchesTheme(byId("theme", HTMLElement));
byId("copy-example", HTMLElement).addEventListener("click", copy);
showIntro();
showExamples();
showReference();
