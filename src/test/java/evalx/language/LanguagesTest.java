package evalx.language;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.submission.SourceFile;
import evalx.submission.Streams;
import evalx.submission.Submission;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguagesTest {
  private final Languages languages = new Languages();

  @Test
  void everyEntryIsComplete() {
    var names = new HashSet<String>();
    for (Language language : languages.all()) {
      assertThat(names.add(language.id())).isTrue();
      assertThat(language.id()).matches("[a-z0-9]+");
      assertThat(language.aliases()).allMatch(names::add);
      assertThat(language.commands().run()).isNotEmpty();
      assertThat(language.commands().version()).isNotEmpty();
      assertThat(language.smallestMemory()).isBetween(16L << 20, language.memory());
      assertThat(language.memory()).isLessThanOrEqualTo(1L << 30);
      assertThat(language.timeout().toSeconds()).isBetween(1L, 60L);
      assertThat(language.commands().compile().isEmpty() || language.commands().check().isEmpty())
          .isTrue();
    }
    assertThat(names).contains("c", "cpp", "java", "python", "javascript", "bash");
  }

  @Test
  void everyLanguageHasItsRowOnThePageAndNoOtherHas() throws IOException {
    var page = Files.readString(Path.of("docs/languages.md"));
    var table = page.substring(page.indexOf("<!-- table:"), page.indexOf("<!-- end of the table"));
    assertThat(table.lines().skip(3).map(row -> row.split(" \\| ", 3)))
        .extracting(cells -> cells[0] + " | " + cells[1])
        .containsExactlyElementsOf(
            languages.all().stream()
                .map(language -> "| `%s` | %s".formatted(language.id(), language.name()))
                .toList());
  }

  @Test
  void whatIsExplainedStandsInACommand() throws IOException {
    try (var in = Languages.class.getResourceAsStream("/languages.json")) {
      for (JsonNode entry : new ObjectMapper().readTree(in)) {
        var commands =
            Stream.of("compile", "check", "runtime", "run")
                .map(part -> entry.path(part).toString())
                .collect(Collectors.joining());
        entry
            .path("why")
            .fieldNames()
            .forEachRemaining(word -> assertThat(commands).contains(word));
      }
    }
  }

  @Test
  void placeholdersAreFilled() {
    var java = languages.find("java").orElseThrow();
    var files =
        List.of(
            new SourceFile("App.java", new byte[0]),
            new SourceFile("Part.java", new byte[0]),
            new SourceFile("data.txt", new byte[0]));
    var command = new Command(java, files, List.of("-g"), 512L << 20);

    assertThat(command.of(java.commands().compile()))
        .endsWith("-g", "/app/App.java", "/app/Part.java");
    assertThat(command.of(java.commands().run(), List.of("a b")))
        .contains("-Xmx440m")
        .endsWith("App", "a b");
  }

  /** What is found beside a source may be compiled by what includes or imports it. */
  @Test
  void dataIsGivenToNoCompilerAndMayNeedMoreAtRunTime() {
    var java = languages.find("java").orElseThrow();
    var part = source("Part.java", "import java.sql.Connection;");
    var files = List.of(source("App.java", ""), part.asData());
    var command = new Command(java, files, List.of(), 512L << 20);

    assertThat(command.of(List.of("{files}"))).containsExactly("/app/App.java");
    assertThat(command.of(List.of("{runtime}")))
        .isEqualTo(new Command(java, List.of(part), List.of(), 512L << 20).of(List.of("{runtime}")))
        .isNotEqualTo(new Command(java, List.of(), List.of(), 512L << 20).of(List.of("{runtime}")));
  }

  private static SourceFile source(String name, String content) {
    return new SourceFile(name, content.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "main.ts, main, main",
    "src/a.b/x.y.ts, src/a.b/x.y, x.y",
    "src/main, src/main, main"
  })
  void whatAMainFileInAFolderIsCompiledToIsInThatFolder(String main, String path, String stem) {
    var typescript = languages.find("typescript").orElseThrow();
    var command = new Command(typescript, List.of(source(main, "")), List.of(), 128L << 20);

    assertThat(command.run(List.of("x"))).endsWith("/app/" + path + ".js", "x");
    assertThat(command.of(List.of("{main_stem}", "{stem}"))).containsExactly(path, stem);
  }

  @Test
  void sourcesFollowTheModulesThatTheyUse() {
    var fortran = languages.find("fortran").orElseThrow();
    var files =
        List.of(
            source("main.f90", "program p\n  USE Second, only: x ! use it\nend program"),
            source("c.f90", "submodule (first:child) grandchild\nend submodule"),
            source("b.f90", "submodule(first) child\ncontains\n module procedure f\n"),
            source("2.f90", "Module second\r\n  use, intrinsic :: iso_c_binding\n  use::first\n"),
            source("1.f90", "module first ! of all\ninterface\n module function second()\n"),
            source("alone.f90", "! use main\nuseful = 1"));

    assertThat(new Command(fortran, files, List.of(), 1 << 30).of(List.of("{files}")))
        .containsExactly(
            "/app/1.f90",
            "/app/2.f90",
            "/app/main.f90",
            "/app/b.f90",
            "/app/c.f90",
            "/app/alone.f90");
  }

  @Test
  void sourcesThatUseEachOtherAreAllCompiled() {
    var fortran = languages.find("fortran").orElseThrow();
    var files = List.of(source("a.f90", "module a\nuse b"), source("b.f90", "module b\nuse a"));

    assertThat(new Command(fortran, files, List.of(), 1 << 30).of(List.of("{files}")))
        .containsExactlyInAnyOrder("/app/a.f90", "/app/b.f90");
  }

  @ParameterizedTest
  @CsvSource({"java", "kotlin", "scala", "groovy"})
  void aProgramBeginsInTheClassThatIsNamed(String id) {
    var language = languages.find(id).orElseThrow();
    var source =
        new Submission.Source(
            id,
            Optional.empty(),
            List.of(new SourceFile(language.file(), new byte[0])),
            List.of(),
            new Submission.Stages(
                Optional.empty(), Map.of(), false, Optional.of("p.Q"), Streams.PLAIN));

    assertThat(language.takesMainClass()).isTrue();
    assertThat(new Command(language, source, 1 << 30).run(List.of("x"))).endsWith("p.Q", "x");
  }

  @ParameterizedTest
  @CsvSource({"-O3, true", "-std=c++20, true", "-fsanitize=address, false", "-ltbb, false"})
  void aProgramIsLinkedStaticallyUnlessItsOptionsForbidIt(String option, boolean isStatic) {
    var cpp = languages.find("cpp").orElseThrow();
    var command = new Command(cpp, List.of(), List.of(option), 256L << 20);

    assertThat(command.of(cpp.commands().compile()).contains("-static")).isEqualTo(isStatic);
    assertThat(command.of(cpp.commands().compile())).contains(option).doesNotContain("{link}");
  }

  @ParameterizedTest
  @CsvSource({
    "import java.util.*;, true",
    "import java.nio.charset.StandardCharsets;, true",
    "import java.sql.*;, false",
    "import java . sql . *;, false",
    "import module java.sql;, false",
    "import java.util.logging.Logger;, false",
    "String.format(Locale.FRANCE, false",
    "Class.forName(name), false",
    "new ProcessBuilder(words), false",
    "import java.\\u0073ql.*;, false"
  })
  void theLeanRuntimeIsForSourcesThatNameNothingElse(String text, boolean isLean) {
    var java = languages.find("java").orElseThrow();
    var files =
        List.of(
            new SourceFile("Main.java", "class Main {}".getBytes(UTF_8)),
            new SourceFile("Part.java", text.getBytes(UTF_8)),
            new SourceFile("data.txt", "Locale".getBytes(UTF_8)));
    var command = new Command(java, files, List.of(), java.memory());
    var runtime = java.commands().runtime().orElseThrow();

    assertThat(command.of(java.commands().run()))
        .startsWith(texts(isLean ? runtime.lean() : runtime.whole()));
  }

  @Test
  void theLeanRuntimeIsNotForSourcesWhoseTextHasTwoBytesALetter() {
    var java = languages.find("java").orElseThrow();
    var files = List.of(new SourceFile("Main.java", "import java.sql.*;".getBytes(UTF_16)));
    var command = new Command(java, files, List.of("-encoding", "UTF-16"), java.memory());

    assertThat(command.of(java.commands().run()))
        .startsWith(texts(java.commands().runtime().orElseThrow().whole()));
  }

  private static String[] texts(List<String> words) {
    return words.toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource({"java, 96, 45", "java, 512, 440", "javascript, 128, 66", "c, 64, 64"})
  void theHeapFollowsTheLimit(String language, long memoryMib, long heapMib) {
    assertThat(languages.find(language).orElseThrow().memoryRules().heapMib(memoryMib << 20))
        .isEqualTo(heapMib);
  }

  @ParameterizedTest
  @CsvSource({
    "java, 5, 8",
    "c, 30, 20",
    "cpp, 30, 20",
    "python, 30, 15",
    "javascript, 30, 15",
    "bash, 30, 15"
  })
  void boundsOfTheCacheAndOfRunsAtATime(String id, int cacheMinutes, int parallel) {
    var language = languages.find(id).orElseThrow();
    assertThat(language.bounds().cacheTime()).isEqualTo(Duration.ofMinutes(cacheMinutes));
    assertThat(language.bounds().parallel()).isEqualTo(parallel);
  }

  @Test
  void aTableThatIsNotJsonIsToldWithFileAndLine() {
    assertThatThrownBy(
            () ->
                EntryFile.parse("languages.json", "[\n{\"id\": \"c\"\n\"name\": 1}]", name -> name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("languages.json is not JSON: line 3: Unexpected character")
        .hasNoCause();
  }

  private static Languages table(String change) {
    var json = new ObjectMapper();
    try (var in = Languages.class.getResourceAsStream("/languages.json")) {
      var cpp = (ObjectNode) json.readTree(in).get(1);
      var table = "[\n" + cpp.setAll((ObjectNode) json.readTree(change)) + "\n]";
      return new Languages(
          List.of(EntryFile.parse("languages.json", table, LanguagesTest::missing)), Set.of("all"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String missing(String name) {
    throw new IllegalArgumentException("there is no file " + name + " beside it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"memory\": \"256 MB\"} | cpp: memory must look like 256m",
        "{\"memory\": 256} | cpp: memory must look like 256m",
        "{\"memory\": \"8m\"} | cpp: smallest_memory must not be above memory",
        "{\"timeout\": 0} | cpp: timeout must be a whole number from 1 to 60",
        "{\"parallel\": \"20\"} | cpp: parallel must be a whole number from 1 to 1000",
        "{\"compile\": \"g++\"} | cpp: compile must be a list of texts",
        "{\"compile\": [\"@none\"]} | there is no file none beside it",
        "{\"keep\": [\"/box/main\"]} | cpp: each of keep must be the name of a file, in which",
        "{\"keep\": [\"a b\"]} | cpp: each of keep must be the name of a file, in which",
        "{\"keep\": [\"a\"], \"compile\": []} | cpp: keep must not be there without compile",
        "{\"keep\": [\"a\"], \"compile_server\": [\"x\"]} | cpp: keep cannot be combined with"
            + " compile_server",
        "{\"run\": []} | cpp: run must be a list of at least one text",
        "{\"name\": null} | cpp: name must be a text",
        "{\"warm\": [{\"modules\": [\"a b\"]}]} | cpp: warm: each of modules must be the name of a"
            + " module",
        "{\"warm\": [{\"imports\": \".x\"}]} | cpp: warm: imports must be the name of a module",
        "{\"id\": \"C++\"} | C++: id must be 1 to 32 lower-case letters and digits",
        "{\"file\": \"main\"} | cpp: file must be a name with an ending, such as main.c",
        "{\"aliases\": [\"cpp\"]} | cpp: cpp is already a name of cpp",
        "{\"core\": \"yes\"} | cpp: core must be true or false",
        "{\"tools\": [\"g++\"]} | cpp: each of tools must be a path, in which * and ?",
        "{\"tools\": [], \"version\": [\"g++\"]} | cpp: version must begin with the path of a"
            + " program, or",
        "{\"env\": {\"A B\": \"\"}} | cpp: env must have names of variables, each with a text",
        "{\"suffixes\": [\"cc\"]} | cpp: each of suffixes must be an ending such as .c",
        "{\"roots\": [\"/opt/../etc\"]} | cpp: each of roots must be the path of a folder",
        "{\"roots\": [\"/usr/lib/x\"]} | cpp: each of roots must be the path of a folder",
        "{\"roots\": [\"opt\"]} | cpp: each of roots must be the path of a folder",
        "{\"editions\": [{\"run\": 1}]} | cpp: edition 2: run must be a list of texts",
        "{\"main_class\": {\"type\": \"(\"}} | cpp: main_class: package must be a text",
        "{\"memoy\": \"1g\"} | cpp: has the unknown member memoy",
        "{\"heap\": {\"share\": 2, \"reserve\": \"1m\"}} | cpp: heap: share must be a number above"
            + " 0",
        "{\"link\": {\"words\": [\"-s\"], \"yield\": []}} | cpp: link: has the unknown member"
            + " yield",
        "{\"memory_deaths\": [{\"stderr\": \"\"}]} | memory_deaths: must have either exit_code or",
        "{\"self_test\": {\"code\": 1}} | cpp: self_test: code must be a text"
      })
  void aMistakeInTheTableIsToldByItsEntryAndMember(String change, String message) {
    assertThatThrownBy(() -> table(change))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("languages.json:2: ")
        .hasMessageContaining(message);
  }

  @Test
  void theLinkersRemarksOnStaticLinkingAreNotTheProgramsOwn() {
    var link = languages.find("c").orElseThrow().commands().link().orElseThrow();
    var remark =
        "main.c:(.text+0x8): warning: Using 'getpwuid' in statically linked applications requires"
            + " at runtime the shared libraries from the glibc version used for linking\n";
    var place = "/usr/bin/ld: /tmp/main.o: in function `main':\n";
    var own = "main.c:3:1: warning: unused variable\n";

    assertThat(link.withoutRemarks(remark)).isEmpty();
    assertThat(link.withoutRemarks(own + place + remark + own)).isEqualTo(own + own);
    assertThat(link.withoutRemarks(place + own)).isEqualTo(place + own);
  }

  @Test
  void aNodeOffersWhatItIsToldAndTheCoreFirst() {
    assertThat(Languages.of(Path.of("/nowhere"), Set.of("go", "rb", "core")).offered())
        .extracting(Language::id)
        .containsExactly("c", "cpp", "java", "python", "javascript", "bash", "go", "ruby");
    assertThat(languages.offered()).hasSameSizeAs(languages.all());
    assertThatThrownBy(() -> Languages.of(Path.of("/nowhere"), Set.of("gogo")))
        .hasMessage("LANGUAGES must be all, core, or ids of languages, and has gogo");
  }

  /** "all" is what may be there. */
  @Test
  void theCoreIsExpectedAndWhatIsNamed() {
    assertThat(Languages.of(Path.of("/nowhere"), Set.of("rb", "python")).expected())
        .extracting(Language::id)
        .containsExactly("python", "ruby");
    assertThat(Languages.of(Path.of("/nowhere"), Set.of("all", "go")).expected())
        .extracting(Language::id)
        .containsExactly("c", "cpp", "java", "python", "javascript", "bash", "go");
  }

  @Test
  void aFolderHasLanguagesOfAnOperatorsOwn(@TempDir Path folder) throws IOException {
    var entry =
        """

        {
          "id": "sed", "name": "sed", "file": "main.sed",
          "run": ["/bin/sed", "-f", "/app/{main}"], "version": ["/bin/sed", "--version"],
          "timeout": 5, "memory": "64m", "smallest_memory": "16m", "parallel": 4,
          "cache_seconds": 60, "self_test": {"code": "p", "stdin": "1", "stdout": "1"}
        }
        """;
    Files.writeString(folder.resolve("sed.json"), entry);
    var sed = Languages.of(folder, Set.of("all")).find("sed").orElseThrow();
    assertThat(sed.setup().tools()).containsExactly("/bin/sed");

    Files.writeString(folder.resolve("sed.json"), entry.replace("64m", "64 MB"));
    assertThatThrownBy(() -> Languages.of(folder, Set.of("all")))
        .hasMessage(folder.resolve("sed.json") + ":2: sed: memory must look like 256m");

    Files.writeString(folder.resolve("sed.json"), entry.replace("\"sed\"", "\"go\""));
    assertThatThrownBy(() -> Languages.of(folder, Set.of("all")))
        .hasMessage(folder.resolve("sed.json") + ":2: go: go is already a name of go");
  }

  @Test
  void aScriptThatAProgramBringsIsItsCompiler() {
    var bash = languages.find("bash").orElseThrow();
    var main = new SourceFile("main.sh", new byte[0]);
    var script = new SourceFile("evalx-build.sh", new byte[0]);

    assertThat(bash.making(List.of(main, script)).commands().compile()).startsWith("/bin/sh", "-c");
    assertThat(bash.making(List.of(main))).isSameAs(bash);
    assertThat(bash.making(List.of(main, script.asData()))).isSameAs(bash);
    assertThat(languages.find("c").orElseThrow().making(List.of(main, script)).commands().compile())
        .isEqualTo(languages.find("c").orElseThrow().commands().compile());
  }

  /** The schema is what maintainers and ./evalx doctor --languages go by. */
  @Test
  void theSchemaKnowsTheSameMembers() throws IOException {
    try (var in = Languages.class.getResourceAsStream("/languages.schema.json")) {
      var members = new HashSet<String>();
      new ObjectMapper().readTree(in).get("properties").fieldNames().forEachRemaining(members::add);
      assertThat(members).isEqualTo(ReadLanguage.MEMBERS);
    }
  }

  @Test
  void optionsGoWhereTheyBelong() {
    var java = languages.find("java").orElseThrow();
    var options = List.of("-ea", "-Dx=y", "--release", "17", "--enable-preview", "-g");
    var command = new Command(java, List.of(), options, java.memory());

    assertThat(command.of(java.commands().compile()))
        .containsSequence("-d", "/box", "--release", "17", "--enable-preview", "-g")
        .doesNotContain("-ea", "-Dx=y");
    assertThat(command.of(java.commands().run()))
        .containsSequence("-ea", "-Dx=y", "--enable-preview", "-cp")
        .doesNotContain("--release", "-g");
  }

  @Test
  void librariesComeAfterTheSources() {
    var cpp = languages.find("cpp").orElseThrow();
    var files = List.of(new SourceFile("main.cc", new byte[0]), new SourceFile("a.h", new byte[0]));
    var command = new Command(cpp, files, List.of("-include", "cstdio", "-lgmp"), cpp.memory());

    assertThat(command.of(cpp.commands().compile()))
        .containsSubsequence("-include", "cstdio", "/app/main.cc", "-lgmp")
        .doesNotContain("/app/a.h");
  }
}
