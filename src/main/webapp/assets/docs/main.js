/** The API page: examples to copy, and Swagger UI upon the description that the server has of itself. */

import { address, call, Refused, token } from "../api.js";
import { copy } from "../clipboard.js";
import { byId, element } from "../dom.js";
import { askForToken } from "../playground/dialogs.js";
import { fillTexts, text } from "../texts.js";
import { switchesTheme } from "../theme-button.js";
import { mend } from "./mend.js";

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

async function copyExample() {
  const place = byId("example", HTMLElement);
  const isCopied = await copy(place.textContent ?? "", () => getSelection()?.selectAllChildren(place));
  byId("copied", HTMLElement).textContent = isCopied ? text("docs.copied") : "";
}

const DESCRIPTION = "openapi?format=JSON";

/** Asks for a token where the server wants one for its description. */
async function getAccess() {
  for (;;) {
    try {
      await call("GET", DESCRIPTION);
      return;
    } catch (failure) {
      const given = failure instanceof Refused && failure.needsToken && (await askForToken(text("problem.token")));
      if (!given) {
        throw failure;
      }
    }
  }
}

async function showReference() {
  const place = byId("swagger", HTMLElement);
  try {
    await getAccess();
    mend(place);
    // Swagger UI is a classic script, deferred before this module.
    const { SwaggerUIBundle } = /** @type {any} */ (window);
    SwaggerUIBundle({
      url: address(DESCRIPTION),
      domNode: place,
      deepLinking: true,
      displayRequestDuration: true,
      requestInterceptor: withToken,
      // A validator elsewhere would be told of this server.
      validatorUrl: null,
      docExpansion: "list",
      defaultModelsExpandDepth: 0,
    });
  } catch (failure) {
    const again = element("button", { type: "button", onclick: showReference }, text("problem.again"));
    place.replaceChildren(element("p", {}, failure instanceof Error ? failure.message : String(failure)), again);
  }
}

/** @param {{headers: Record<string, string>}} request of the description, or one that is tried out */
function withToken(request) {
  if (token.get() && !request.headers.Authorization && !request.headers["X-Auth-Token"]) {
    request.headers.Authorization = `Bearer ${token.get()}`;
  }
  return request;
}

function showIntro() {
  const [before = "", after = ""] = text("docs.intro").split("{link}");
  byId("intro", HTMLElement).append(before, element("a", { href: "openapi" }, address("openapi")), after);
}

fillTexts();
document.title = text("docs.title");
// Swagger UI's own name for it.
switchesTheme(byId("theme", HTMLElement), (isDark) => document.documentElement.classList.toggle("dark-mode", isDark));
byId("token", HTMLElement).addEventListener("click", () => askForToken(""));
byId("copy-example", HTMLElement).addEventListener("click", copyExample);
showIntro();
showExamples();
showReference();
