package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client of Jobe's as its documented shapes are, in place of CodeRunner and Jobe's own tests. */
@ExtendWith(SharedProduct.class)
class JobeIT {
  private static final String BASE = "/jobe/index.php/restapi";
  private static Client client;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
  }

  private static HttpResponse<String> send(String method, String path, BodyPublisher body) {
    return client.send(
        client
            .request(BASE + path)
            .header("User-Agent", "CodeRunner")
            .header("Content-Type", "application/json; charset=utf-8")
            .header("Accept", "application/json")
            .header("X-API-KEY", "2AAA7A5415B4A9B394B54BF1D2E9D")
            .method(method, body)
            .build());
  }

  private static ObjectNode spec(String language, String source) {
    var spec = Client.JSON.createObjectNode();
    spec.put("language_id", language).put("sourcecode", source).put("input", "");
    return spec;
  }

  private static HttpResponse<String> post(ObjectNode spec) {
    var request = Client.JSON.createObjectNode().set("run_spec", spec);
    return send("POST", "/runs", BodyPublishers.ofByteArray(Client.bytes(request)));
  }

  private static JsonNode run(ObjectNode spec) {
    var response = post(spec);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Client.json(response.body());
  }

  /** What a run came to, in a line. */
  private static String ended(JsonNode answer) {
    return answer.get("outcome") + "|" + answer.get("stdout").asText();
  }

  @Test
  void languagesAreListed() {
    var listed = send("GET", "/languages", BodyPublishers.noBody());
    assertThat(listed.statusCode()).isEqualTo(200);
    assertThat(Client.json(listed.body()))
        .extracting(pair -> pair.get(0).asText())
        .contains("c", "cpp", "java", "nodejs", "python3");
    assertThat(Client.json(listed.body()))
        .allSatisfy(pair -> assertThat(pair.get(1).asText()).matches("[0-9].*"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "python3|print('Hello')|15|Hello$",
        "python3|print(input()); print(input())|15|one$two$",
        "python3|print('Hello'|11|",
        "python3|print([1][2])|12|",
        "python3|import sys; print('a'); print('b', file=sys.stderr)|12|a$",
        "python3|open('x', 'w').write('fish'); print(open('x').read())|15|fish$",
        "python3|print('h\u00e9llo \u4e16')|15|h\u00e9llo \u4e16$",
        "python3|import sys; sys.stdout.buffer.write(b'a' + bytes([255]))|15|a\\xff",
        "python3|print('x' * 100000)|15|*100001",
        "c|#include <stdio.h>$int main() { puts(\"Hello\"); }|15|Hello$",
        "c|#include <stdio.h>$int main() { puts(\"Hello\") }|11|",
        "c|int main() { int unused; }|11|",
        "c|#include <stdio.h>$int main() { puts(\"a\"); fflush(stdout);"
            + " return *(volatile char *)0; }|12|a$",
        "c|int main() { return 3; }|15|",
        "cpp|#include <iostream>$int main() { std::cout << 42; }|15|42",
        "nodejs|console.log('Hello')|15|Hello$",
        "nodejs|s = 1; console.log(s)|12|",
        "nodejs|console.log('Hello'|12|",
        "java|public class Test { public static void main(String[] a) {"
            + " System.out.println(7); } }|15|7$",
        "java|public class Test { public static void main(String[] a) { x } }|11|"
      })
  void aProgramHasItsOutcome(String language, String source, int outcome, String stdout) {
    var spec = spec(language, source.replace('$', '\n'));
    spec.put("input", "one\ntwo\n");

    var answer = run(spec);

    assertThat(answer.get("outcome").asInt()).as(answer.toString()).isEqualTo(outcome);
    if (stdout != null && stdout.startsWith("*")) {
      assertThat(answer.get("stdout").asText()).hasSize(Integer.parseInt(stdout.substring(1)));
    } else {
      assertThat(answer.get("stdout").asText())
          .as(answer.toString())
          .isEqualTo(stdout == null ? "" : stdout.replace('$', '\n'));
    }
    assertThat(answer.get("cmpinfo").asText().isEmpty()).isEqualTo(outcome != 11);
    assertThat(answer.get("stderr").asText().isEmpty()).isEqualTo(outcome != 12);
    assertThat(answer.get("run_id").asText()).isNotEmpty();
  }

  @Test
  void limitsEndAProgram() {
    var loop = spec("c", "int main() { for (;;); }");
    loop.putObject("parameters").put("cputime", 0.5);
    assertThat(ended(run(loop))).isEqualTo("13|");

    var flood = spec("c", "#include <stdio.h>\nint main() { for (;;) puts(\"Hello\"); }");
    flood.putObject("parameters").put("streamsize", 0.01);
    assertThat(run(flood).get("outcome").asInt()).isEqualTo(13);

    var hog = spec("python3", "x = bytearray(200 << 20)\nprint(len(x))");
    hog.putObject("parameters").put("memorylimit", 100);
    assertThat(run(hog).get("outcome").asInt()).isIn(12, 17);
  }

  @Test
  void parametersReachTheProgram() {
    var args =
        spec(
            "c",
            "#include <stdio.h>\n"
                + "int main(int n, char **a) { printf(\"%s %s %d\", a[1], a[2], N); }");
    var parameters = args.put("sourcefilename", "prog.c").putObject("parameters");
    parameters.putArray("runargs").add("one").add("\"two three\"");
    parameters.putArray("compileargs").add("-DN=5").add("-Wall");
    assertThat(ended(run(args))).isEqualTo("15|one two three 5");

    var wrong = spec("c", "int main() { return 0; }");
    wrong.putObject("parameters").putArray("compileargs").add("std=c89");
    assertThat(run(wrong).get("outcome").asInt()).isEqualTo(11);
  }

  /** As most questions of CodeRunner are: one run compiles, runs and tests what a student sent. */
  @Test
  void aQuestionInPythonCompilesAndRunsAProgramInC() {
    var template =
        """
        import subprocess, sys
        source = r\"""#include <stdio.h>
        int main(void) { int n; while (scanf("%d", &n) == 1) printf("%d\\n", n * n); }\"""
        with open("prog.c", "w") as file:
            file.write(source)
        flags = "-std=c99 -Wall -Werror"
        if subprocess.call("gcc {0} -o prog prog.c -lm".format(flags).split()) != 0:
            print("** Compilation failed. Testing aborted **", file=sys.stderr)
            sys.exit(1)
        for test in ["2", "3 4"]:
            run = subprocess.run(["./prog"], input=test, capture_output=True, text=True, timeout=5)
            print(run.stdout, end="")
            print("#<ab@17943918#@>#")
        """;
    var spec = spec("python3", template);
    spec.putObject("parameters").put("numprocs", 20).put("disklimit", 20).put("memorylimit", 300);

    var answer = run(spec);

    assertThat(ended(answer))
        .as(answer.toString())
        .isEqualTo("15|4\n#<ab@17943918#@>#\n9\n16\n#<ab@17943918#@>#\n");
  }

  @Test
  void limitsOfProcessesAndFilesHold() {
    var fork = "import os, time\nfor i in range(10):\n  if os.fork() == 0: time.sleep(5)\nprint(1)";
    var forks = spec("python3", fork);
    forks.putObject("parameters").put("numprocs", 4);
    assertThat(run(forks).get("outcome").asInt()).isEqualTo(12);

    var writer = spec("python3", "print(open('a', 'wb').write(b'x' * 3000000))");
    writer.putObject("parameters").put("disklimit", 4);
    assertThat(ended(run(writer))).isEqualTo("15|3000000\n");
    writer.withObject("/parameters").put("disklimit", 2);
    assertThat(run(writer).get("outcome").asInt()).isEqualTo(12);
  }

  @Test
  void optionsOfItsInterpreterReachAProgram() {
    var warns = spec("python3", "import warnings\nwarnings.warn('old')\nprint(1)");
    assertThat(run(warns).get("outcome").asInt()).isEqualTo(12);
    warns.putObject("parameters").putArray("interpreterargs").add("-W ignore");
    assertThat(ended(run(warns))).isEqualTo("15|1\n");

    var java =
        spec(
            "java",
            "public class A { public static void main(String[] a) { System.out.print(1); } }\n"
                + "class B { public static void main(String[] a) { System.out.print(2); } }");
    java.putObject("parameters").put("main_class", "B");
    assertThat(ended(run(java))).isEqualTo("15|2");
  }

  @Test
  void filesAreSentOnceAndNamedByRuns() {
    var id = UUID.randomUUID().toString().replace("-", "");
    var spec = spec("python3", "print(open('data.txt').read())");
    spec.putArray("file_list").addArray().add(id).add("data.txt");
    var head = send("HEAD", "/files/" + id, BodyPublishers.noBody());
    assertThat(head.statusCode()).isEqualTo(404);
    var missing = post(spec);
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(Client.json(missing.body()).asText())
        .isEqualTo("One or more of the specified files is missing/unavailable");

    var content = Base64.getEncoder().encodeToString("fish".getBytes(StandardCharsets.UTF_8));
    var put = Client.JSON.createObjectNode().put("file_contents", content);
    var sent = send("PUT", "/files/" + id, BodyPublishers.ofByteArray(Client.bytes(put)));

    assertThat(sent.statusCode()).as(sent.body()).isEqualTo(204);
    assertThat(send("HEAD", "/files/" + id, BodyPublishers.noBody()).statusCode()).isEqualTo(204);
    assertThat(ended(run(spec))).isEqualTo("15|fish\n");
  }

  @Test
  void whatIsWrongIsASentenceInJson() {
    var unknown = post(spec("klingon", "x"));
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(Client.json(unknown.body()).asText()).isEqualTo("Language 'klingon' is not known");
    var put = send("PUT", "/files/abcdefgh", BodyPublishers.ofString("{\"file_contents\":\"!\"}"));
    assertThat(put.statusCode()).isEqualTo(400);
    assertThat(Client.json(put.body()).asText())
        .isEqualTo("put: contents of file abcdefgh are not valid base-64");
    assertThat(send("POST", "/runs", BodyPublishers.ofString("no JSON")).statusCode())
        .isEqualTo(400);
    assertThat(send("GET", "/elsewhere", BodyPublishers.noBody()).statusCode()).isEqualTo(404);
    assertThat(client.get("/metrics").body())
        .contains("evalx_dialect_requests_total{dialect=\"jobe\",status=\"400\"}");
  }

  @Test
  void anOverloadIsAnOutcome() {
    assertThat(ended(run(spec("c", "!** TESTING OVERLOAD EXCEPTION **!")))).isEqualTo("21|");
  }
}
