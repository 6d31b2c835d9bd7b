package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.language.Language;
import evalx.language.Languages;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the editor does for a person who writes code. */
class EditorIT extends AtThePages {
  /** Each piece of the code that has a colour, after the name of the colour. */
  private static final String COLOURS =
      """
      () => {
        const probe = document.body.appendChild(document.createElement("i"));
        const kinds = ["keyword", "string", "number", "comment", "type", "name", "meta"];
        const names = new Map(kinds.map((kind) => {
          probe.style.color = `var(--code-${kind})`;
          return [getComputedStyle(probe).color, kind];
        }));
        probe.remove();
        return [...document.querySelectorAll(".cm-line span")]
          .map((span) => `${names.get(getComputedStyle(span).color)} ${span.textContent}`);
      }
      """;

  /** Each piece of programs that the mode of their language knows, after what it is. */
  private static final String PIECES =
      """
      async (programs) => {
        const {modeOf} = await import(new URL("assets/playground/modes.js", document.baseURI).href);
        const {classHighlighter, highlightTree} = await import("@lezer/highlight");
        const found = {};
        for (const [language, code] of Object.entries(programs)) {
          found[language] = [];
          const {parser} = await modeOf(language);
          if (parser) {
            highlightTree(parser.parse(code), classHighlighter, (from, to, classes) =>
              found[language].push(`${classes.replace(/tok-/g, "")} ${code.slice(from, to)}`));
          }
        }
        return found;
      }
      """;

  /** The languages of programs of which nothing has a colour. */
  private static final String WITHOUT_COLOURS =
      """
      async (programs) => {
        const at = (module) => new URL(`assets/playground/${module}.js`, document.baseURI).href;
        const [{modeOf}, {highlighting}] = await Promise.all([import(at("modes")), import(at("editor"))]);
        const {highlightTree} = await import("@lezer/highlight");
        const without = [];
        for (const [language, code] of Object.entries(programs)) {
          const {parser} = await modeOf(language);
          let coloured = 0;
          parser && highlightTree(parser.parse(code), highlighting, () => coloured++);
          if (!coloured) {
            without.push(language);
          }
        }
        return without;
      }
      """;

  @SuppressWarnings("unchecked")
  private static List<String> pieces(Visit visit, String language, String code) {
    var found = visit.page().evaluate(PIECES, Map.of(language, code));
    return ((Map<String, List<String>>) found).get(language);
  }

  @Test
  void codeHasColoursAndBracketsTheirPartners() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.type("if len('a') > 1:  # why\n");
      page.waitForSelector(".cm-line span");
      assertThat((List<?>) page.evaluate(COLOURS))
          .map(String::valueOf)
          .contains("keyword if", "string 'a'", "number 1", "comment # why");

      page.keyboard().press("Control+A");
      page.keyboard().press("Delete");
      page.keyboard().type("print([");
      assertThat(page.textContent(".cm-content")).isEqualTo("print([])");
      assertThat(page.locator(".cm-matchingBracket").allTextContents()).containsExactly("[", "]");
      page.keyboard().type("])");
      assertThat(page.textContent(".cm-content")).isEqualTo("print([])");
      assertThat(page.locator(".cm-matchingBracket").allTextContents()).containsExactly("(", ")");
      page.keyboard().press("ArrowLeft");
      page.keyboard().press("ArrowLeft");
      page.keyboard().press("Backspace");
      assertThat(page.textContent(".cm-content")).isEqualTo("print()");
    }
  }

  @Test
  @Tag("slow")
  void textIsFoundFromOneMatchToTheNext() {
    try (var visit = playground()) {
      var page = visit.page();
      visit.type("one = 1\ntwo = one\nprint(one + two)\n");
      page.keyboard().press("Control+Home");
      page.keyboard().press("Control+f");
      page.keyboard().type("one");
      assertThat(page.locator(".cm-searchMatch").allTextContents())
          .containsExactly("one", "one", "one");
      page.keyboard().press("Enter");
      page.keyboard().press("Enter");
      assertThat(page.textContent(".cm-line:has(.cm-searchMatch-selected)")).isEqualTo("two = one");
      page.keyboard().press("Escape");
      assertThat(page.locator(".cm-search").count()).isZero();
      page.keyboard().insertText("1 + ");
      assertThat(page.textContent(".cm-content")).contains("two = 1 + ");
    }
  }

  /** A program may have nothing but names: what every language knows is added to it. */
  @Test
  @Tag("slow")
  void theProgramThatProvesALanguageHasColours() {
    var programs =
        new Languages().all().stream().collect(Collectors.toMap(Language::id, EditorIT::program));
    try (var visit = playground()) {
      assertThat((List<?>) visit.page().evaluate(WITHOUT_COLOURS, programs)).isEmpty();
    }
  }

  private static String program(Language language) {
    return language.selfTest().code() + "\n\"text\" 42\n";
  }

  /** The modes that are our own. Pieces are separated by bars. */
  @Tag("slow")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "ada; `Put(Integer'Image(X) & \"a\"\"b\"); -- why\nfor C in 'a' .. 'z' LOOP\nX := 16#FF#;`;"
            + " `string \"a\"\"b\"|comment -- why|keyword for|string 'a'|keyword LOOP|number 16#FF#`",
        "awk; `BEGIN { n = NR / 2 / 3 }\n$1 ~ /a[/]b/ { print length(x) } # why`;"
            + " `keyword BEGIN|atom NR|number 2|number 3|atom $1|string /a[/]b/|keyword print|comment # why`",
        "nim; `proc f(a: int): string {.inline.} = #[ a #[ b\n]# c ]#\n  return \"\"\"x\ny\"\"\" & r\"\\\"`;"
            + " `keyword proc|typeName int|typeName string|meta {.inline.}|comment ]# c ]#|keyword return|string y\"\"\"|string r\"\\\"`",
        "php; `if <?php if ($a) { echo \"a\nb\"; } // why\n$t = <<<END\nif 1\nEND;\nreturn 0x1F ?> if`;"
            + " `meta <?php|keyword if|keyword echo|string \"a|string b\"|comment // why|string if 1|string END|keyword return|number 0x1F|meta ?>`",
        "prolog; `go(X) :- X is 0'a, write('it''s'), !. % why\n/* a\n:- b */`;"
            + " `keyword :-|keyword is|number 0'a|string 'it''s'|keyword !|comment % why|comment :- b */`",
        "assembly; `main: mov rax, 0x10 ; why\nmsg db \"a;b\", 10\n%define N 3`;"
            + " `keyword mov|number 0x10|comment ; why|meta db|string \"a;b\"|number 10|meta %define|number 3`"
      })
  void ourOwnModesKnowTheWordsOfTheirLanguage(String language, String code, String known) {
    try (var visit = playground()) {
      assertThat(pieces(visit, language, code)).containsSubsequence(known.split("\\|"));
    }
  }
}
