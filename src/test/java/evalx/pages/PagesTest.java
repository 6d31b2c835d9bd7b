package evalx.pages;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.language.Language;
import evalx.language.Languages;
import evalx.submission.Phase;
import evalx.submission.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The sources of the pages: types, format, lint, and what a browser would only find out later. */
class PagesTest {
  private static final Path PAGES = Path.of("src/main/webapp").toAbsolutePath();
  private static final Path TOOLS = Path.of("src/test/pages").toAbsolutePath();
  private static final Pattern LIBRARY = Pattern.compile("webjars/([^\"]*[^\"/])\"");
  private static final Pattern OWN_FILE = Pattern.compile("(?:href|src)=\"(assets/[^\"#]*)[\"#]");
  private static final Pattern ELSEWHERE = Pattern.compile("(?:https?:)?//[a-z0-9-]+\\.[a-z]");
  private static final Pattern FROM_ROOT = Pattern.compile("[\"'`(=]/[A-Za-z$]");
  private static final Pattern TEXT = Pattern.compile("^  \"([^\"]+)\":", Pattern.MULTILINE);

  private static final Pattern OTHER_LANGUAGE =
      Pattern.compile(
          "lang=\"(?!en\")[^\"]*|(?<!lang=)\"(?:en|sv)\"|(?:\\.toLocale\\w+|Intl\\.\\w+)\\((?!LOCALE|TIMES).*"
              + "|\\} (?:ms|s|min|[KM]i?B|%)`");

  /** A status that is shown as the server has it; a protocol's is no word. */
  private static final Pattern RAW_STATUS =
      Pattern.compile("(?<!HTTP )\\$\\{[\\w.]*\\bstatus\\}|(?<!\"status\"), (?:\\w+\\.)*status\\)");

  private static final Pattern PLURAL = Pattern.compile("\\.(?:one|few|many)$");

  private static final Pattern PHRASE = Pattern.compile("phrase\\((?:view, )?\"([^\"]+)\"");

  private static final List<String> BY_WORDS_OF_THE_SERVER =
      List.of("status.", "verdict.", "checker.", "severity.", "role.", "outcome.");

  @TempDir private static Path folder;

  @BeforeAll
  static void layOutPackages() throws IOException {
    WebJars.unpack(folder.resolve("node_modules"));
    layOutSources(folder);
  }

  private static void layOutSources(Path place) throws IOException {
    WebJars.copy(TOOLS, place);
    WebJars.copy(PAGES.resolve("assets"), place.resolve("assets"));
  }

  private static void succeeds(String... command) throws IOException, InterruptedException {
    succeedsIn(folder, command);
  }

  private static void succeedsIn(Path place, String... command)
      throws IOException, InterruptedException {
    var output = folder.resolve("output");
    var process =
        new ProcessBuilder(command)
            .directory(place.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    var ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    var printed = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as(printed).isTrue();
    assertThat(process.exitValue()).as(printed).isZero();
  }

  private static List<Path> files(String... endings) throws IOException {
    try (var all = Files.walk(PAGES)) {
      return all.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith)).toList();
    }
  }

  static List<Path> pages() throws IOException {
    return files(".html");
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(PagesTest::group).toList();
  }

  private static String group(MatchResult match) {
    return match.groupCount() == 0 ? match.group() : match.group(1);
  }

  @Test
  void typesAreRight() throws IOException, InterruptedException {
    succeeds("node", "node_modules/typescript/lib/tsc.js", "-p", ".");
  }

  /** ESLint is not among the WebJars; the lock file pins it and what it needs. */
  @Test
  void sourcesAreLinted(@TempDir Path place) throws IOException, InterruptedException {
    layOutSources(place);
    succeedsIn(place, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    succeedsIn(place, "node", "node_modules/eslint/bin/eslint.js", "--max-warnings", "0", ".");
  }

  @Test
  void sourcesAreFormatted() throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("node", "node_modules/prettier/bin/prettier.cjs"));
    command.addAll(List.of("--config", TOOLS.resolve("prettier.json").toString(), "--check"));
    files(".js", ".mjs", ".css").forEach(file -> command.add(file.toString()));
    command.add(TOOLS + "/*.mjs");
    succeeds(command.toArray(String[]::new));
  }

  @Test
  void partsThatNeedNoBrowserDoWhatTheyShould() throws IOException, InterruptedException {
    succeeds("node", "--test", "playground.test.mjs");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void whatAPageNamesIsThere(Path page) throws IOException {
    var html = Files.readString(page);

    assertThat(found(LIBRARY, html)).isNotEmpty().allMatch(WebJars::contain);
    assertThat(found(OWN_FILE, html)).allMatch(file -> Files.exists(PAGES.resolve(file)));
  }

  /**
   * Otherwise a browser would find out one module after the other what to load; modes are for when
   * they are needed.
   */
  @Test
  void thePlaygroundNamesAllItsModules() throws IOException {
    var html = Files.readString(PAGES.resolve("index.html"));

    try (var modules = Files.list(PAGES.resolve("assets/playground"))) {
      assertThat(modules.filter(Files::isRegularFile).map(PAGES::relativize).map(Path::toString))
          .allMatch(module -> html.contains('"' + module + '"'));
    }
  }

  @Test
  void nothingIsLoadedFromElsewhere() throws IOException {
    for (var file : files(".html", ".js", ".css", ".svg")) {
      var text = Files.readString(file).replace("http://www.w3.org/2000/svg", "");
      assertThat(found(ELSEWHERE, text)).as(file.toString()).isEmpty();
    }
  }

  /** A path from the server's root would lead elsewhere where EvalX has another context root. */
  @Test
  void pagesNameTheirFilesAndTheApiByTheirOwnPlace() throws IOException {
    for (var file : files(".html", ".js", ".css", ".svg")) {
      assertThat(found(FROM_ROOT, Files.readString(file))).as(file.toString()).isEmpty();
    }
  }

  /** What a program printed must never become more than text. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function("
      })
  void noTextBecomesAnElement(String means) throws IOException {
    for (var file : files(".html", ".js")) {
      assertThat(Files.readString(file)).as(file.toString()).doesNotContain(means);
    }
  }

  /** What its parts say that are in use: others fold code and complete words. */
  @Test
  void theEditorSaysWhatTextsHave() throws IOException {
    var ours = Files.readString(PAGES.resolve("assets/playground/phrases.js"));

    for (var part : List.of("search", "view", "commands")) {
      var theirs = folder.resolve("node_modules/@codemirror/" + part + "/dist/index.js");
      assertThat(found(PHRASE, Files.readString(theirs)))
          .as(part)
          .isNotEmpty()
          .allMatch(said -> ours.replace("\"", "").contains("\n  " + said + ": "));
    }
  }

  @Test
  void everyLanguageIsHighlighted() throws IOException {
    var modes = Files.readString(PAGES.resolve("assets/playground/modes.js"));
    var without =
        new Languages()
            .all().stream()
                .map(Language::id)
                .filter(id -> !modes.contains("\n  " + id + ": () => import("));
    assertThat(without).as("languages without a mode in modes.js").isEmpty();
  }

  /** Words and units are texts, and the way to write numbers and times stands beside them. */
  @Test
  void onlyTheTextsKnowTheirLanguage() throws IOException {
    for (var file : files(".html", ".js")) {
      if (!file.endsWith("texts.js")) {
        assertThat(found(OTHER_LANGUAGE, Files.readString(file))).as(file.toString()).isEmpty();
      }
    }
  }

  @Test
  void everyStatusIsATextAndShownAsOne() throws IOException {
    var keys = found(TEXT, Files.readString(PAGES.resolve("assets/texts.js")));
    var phases = Stream.of(Phase.values()).filter(phase -> phase != Phase.FINISHED);
    var verdicts = Stream.of(Verdict.values()).map(Verdict::label).toList();

    assertThat(keys).containsAll(phases.map(phase -> "status." + phase.label()).toList());
    assertThat(verdicts)
        .allMatch(label -> keys.containsAll(List.of("status." + label, "verdict." + label)));
    for (var file : files(".js")) {
      if (!file.endsWith("texts.js")) {
        assertThat(found(RAW_STATUS, Files.readString(file))).as(file.toString()).isEmpty();
      }
    }
  }

  @Test
  void everyTextIsUsed() throws IOException {
    var sources = new StringBuilder();
    for (var file : files(".html", ".js")) {
      if (!file.endsWith("texts.js")) {
        sources.append(Files.readString(file));
      }
    }
    var keys = found(TEXT, Files.readString(PAGES.resolve("assets/texts.js")));

    assertThat(keys).hasSizeGreaterThan(100);
    assertThat(keys)
        .filteredOn(key -> BY_WORDS_OF_THE_SERVER.stream().noneMatch(key::startsWith))
        .filteredOn(key -> !keys.contains(withoutForm(key)))
        .allMatch(key -> sources.indexOf('"' + key + '"') >= 0);
  }

  /** The key whose words for some number a key has; no key else. */
  private static String withoutForm(String key) {
    var form = PLURAL.matcher(key);
    return form.find() ? form.replaceFirst("") : "";
  }
}
