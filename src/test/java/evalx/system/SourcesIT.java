package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs as people write them: files, names, options and main classes. Each prints ok. */
@ExtendWith(SharedProduct.class)
class SourcesIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final String JAVA = "{ public static void main(String[] args) { %s } }";
  private static final String PRINTS_OK = JAVA.formatted("System.out.println(\"ok\");");

  private static final Map<String, ObjectNode> SUBMISSIONS = new TreeMap<>();
  private static final Map<String, String> TOKENS = new TreeMap<>();
  private static final LanguageTable.Check[] CHECKS = {
    LanguageTable.Check.UTF8, LanguageTable.Check.RECURSION, LanguageTable.Check.THREADS
  };

  private static Client client;
  private static LanguageTable table;

  static {
    add("a public class of any name", code("java", "public class Solution " + PRINTS_OK));
    add("a class in a package", code("java", "package a.b;\npublic class Main " + PRINTS_OK));
    add(
        "a main class after others",
        code("java", "record Point(int x) {}\nclass Lösung " + PRINTS_OK));
    add(
        "assertions that are enabled",
        code(
            "java",
            "class A "
                + JAVA.formatted(
                    "try { assert false; } catch (AssertionError e) { System.out.println(\"ok\");"
                        + " }"),
            "-ea"));
    add(
        "a preview feature",
        code(
                "java",
                "class A "
                    + JAVA.formatted(
                        "Object o = 1; System.out.println(switch (o) { case Integer i -> \"ok\";"
                            + " default -> o; });"),
                "--release",
                "17",
                "--enable-preview")
            .put("version", "17"));
    add(
        "a property of a run",
        code(
            "java",
            "class A " + JAVA.formatted("System.out.println(System.getProperty(\"x\"));"),
            "-Dx=ok"));
    add(
        "sources in folders and with other suffixes",
        files(
            "cpp",
            "main.cc",
            "#include \"src/util/a.hpp\"\nint main() { f(); }\n",
            "src/util/a.hpp",
            "#pragma once\nvoid f();\n",
            "src/b.cxx",
            "#include \"util/a.hpp\"\n#include <cstdio>\nvoid f() { puts(\"ok\"); }\n"));
    add(
        "options of two words",
        code("cpp", "int main() { puts(X); }", "-include", "cstdio", "-D", "X=\"ok\""));
    add(
        "a library after the sources",
        code(
            "c",
            "#include <crypt.h>\n#include <stdio.h>\n"
                + "int main(void) { puts(crypt(\"a\", \"$6$b$\") ? \"ok\" : \"no\"); }",
            "-lcrypt"));
    add(
        "modules of JavaScript",
        files(
            "javascript",
            "main.mjs",
            "import { x } from './lib/ü.mjs';\nconsole.log(x);\n",
            "lib/ü.mjs",
            "export const x = 'ok';\n"));
    add(
        "modules of CommonJS",
        files(
            "javascript",
            "main.cjs",
            "const { x } = require('./lib/a.cjs');\nconsole.log(x);\n",
            "lib/a.cjs",
            "exports.x = 'ok';\n"));
    add(
        "what judges define for C++",
        code(
            "cpp",
            "#include <cstdio>\nint main() {\n#ifdef ONLINE_JUDGE\n  puts(\"ok\");\n#endif\n}"));
    add(
        "most of the memory for the data of a program in Java",
        code(
                "java",
                "class A "
                    + JAVA.formatted(
                        "byte[][] data = new byte[170][]; for (int i = 0; i < 170; i++)"
                            + " data[i] = new byte[1 << 20]; System.out.println(\"ok\");"))
            .put("memory", "256m"));
    add(
        "a module of Node.js that is required",
        files(
            "javascript",
            "main.js",
            "console.log(require('./h').x);\n",
            "h.js",
            "exports.x = 'ok';\n"));
    add(
        "a package of Python in a folder",
        files(
            "python",
            "main.py",
            "import sys\nsys.path.insert(0, '.')\nfrom paket.größe import ok\nprint(ok)\n",
            "paket/größe.py",
            "ok = 'ok'\n"));
    add(
        "a main class that is named",
        code(
                "java",
                "package p; class A { static class B "
                    + PRINTS_OK
                    + " public static void main(String[] args) { } }")
            .put("main_class", "p.A$B"));
    add("lines of Windows in Bash", code("bash", "if true; then\r\n  echo ok\r\nfi\r\n"));
    var atOnce = "process.stdout.write('\\n'.repeat(300000) + 'ok\\n'); process.exit(0)";
    var blanks = Client.JSON.createObjectNode().put("type", "tokens");
    add(
        "all that Node.js writes before it exits",
        code("javascript", atOnce).set("checker", blanks));
    add("a mark of the byte order before Java", code("java", "\ufeffclass A " + PRINTS_OK));
    add("a mark of the byte order before Bash", code("bash", "\ufeffecho ok"));
    add("a mark of the byte order before Python", code("python", "\ufeffprint('ok')"));
    add(
        "a mark of the byte order before JavaScript",
        code("javascript", "\ufeffconsole.log('ok')"));
    add(
        "a mark of the byte order before C and a header of its own",
        files(
            "c",
            "main.c",
            "\ufeff#include \"a.h\"\nint main(void) { puts(OK); }",
            "a.h",
            "\ufeff#include <stdio.h>\n#define OK \"ok\"\n"));
    add(
        "files in place of stdin and stdout",
        code(
                "cpp",
                "#include <cstdio>\nint main() { freopen(\"in.txt\", \"r\", stdin);"
                    + " freopen(\"out.txt\", \"w\", stdout); int c; while ((c = getchar()) != EOF)"
                    + " putchar(c); }")
            .put("input_file_name", "in.txt")
            .put("output_file_name", "out.txt"),
        "ok\n");
    add(
        "a pipeline that SIGPIPE ends",
        code("bash", "yes | head -1 >/dev/null; ((PIPESTATUS[0] == 141)) && echo ok"));
    add(
        "a newer standard than the compiler's own",
        code(
            "cpp",
            "#include <cstdio>\n#include <expected>\n"
                + "int main() { std::expected<int, int> e = 3; if (*e == 3) puts(\"ok\"); }",
            "-std=c++23"));
    add(
        "an await outside functions",
        code(
            "javascript",
            "import fs from 'fs';\nconst ok = await Promise.resolve('ok');\n"
                + "console.log(ok + fs.readFileSync(0, 'utf8'));"));
    add(
        "a program that reads and tests itself",
        code(
            "python",
            "\"\"\"m\"\"\"\nimport doctest, inspect\ndef f():\n    \"\"\"\n    >>> f()\n    'ok'\n"
                + "    \"\"\"\n    return 'ok'\n"
                + "assert doctest.testmod().attempted == 1 and 'def f' in inspect.getsource(f)\n"
                + "assert open(__file__).read().startswith('\"\"\"' + __doc__)\nprint(f())\n"));
    add(
        "an input whose last line has no end",
        code("bash", "read -r line || echo \"$line\""),
        "ok");
    add(
        "an input by its file name",
        files(
            "python",
            "main.py",
            "print(open('daten/input.txt').read())\n",
            "daten/input.txt",
            "ok"));
  }

  private static void add(String name, ObjectNode submission) {
    add(name, submission, "");
  }

  private static void add(String name, ObjectNode submission, String stdin) {
    submission
        .putArray("test_cases")
        .addObject()
        .put("stdin", stdin)
        .put("expected_output", "ok\n");
    SUBMISSIONS.put(name, submission);
  }

  private static ObjectNode code(String language, String code, String... options) {
    var submission = Client.JSON.createObjectNode().put("language", language).put("code", code);
    var all = submission.putArray("compiler_options");
    List.of(options).forEach(all::add);
    return submission;
  }

  /**
   * @param namesAndContents the main file first
   */
  private static ObjectNode files(String language, String... namesAndContents) {
    var files = new LinkedHashMap<String, String>();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      files.put(namesAndContents[i], namesAndContents[i + 1]);
    }
    var submission = Client.JSON.createObjectNode().put("language", language);
    var all = submission.putArray("files");
    files.forEach((name, content) -> all.addObject().put("name", name).put("content", content));
    return submission;
  }

  @BeforeAll
  static void sendAll(Product product) {
    client = product.client();
    SUBMISSIONS.forEach((name, submission) -> TOKENS.put(name, client.submit(submission)));
    table = LanguageTable.send(client, Programs.LANGUAGES.stream(), CHECKS);
  }

  static Stream<String> names() {
    return SUBMISSIONS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void works(String name) {
    var result = client.result(TOKENS.get(name), LIMIT);
    assertThat(result.get("status").asText()).as(result.toPrettyString()).isEqualTo("Accepted");
  }

  @ParameterizedTest
  @FieldSource("evalx.system.Programs#LANGUAGES")
  void printsAnyTextRecursesAndHasThreads(String language) {
    for (var check : CHECKS) {
      table.check(language, check);
    }
  }
}
