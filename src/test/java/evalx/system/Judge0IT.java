package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.webhook.Receiver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is special to Judge0. */
@ExtendWith(SharedProduct.class)
class Judge0IT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static Client client;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
  }

  @Test
  void judge0PutsAResultToItsCallback() {
    try (var receiver = Receiver.start(Receiver.status(200))) {
      var created =
          post(
              "/judge0/submissions",
              "{'language_id':71,'source_code':'print(input())','stdin':'hello','callback_url':'"
                  + receiver.url("/done")
                  + "'}");
      assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
      var token = Client.json(created.body()).get("token").asText();

      await("a callback").atMost(LIMIT).until(() -> !receiver.received.isEmpty());

      var callback = receiver.received.get(0);
      assertThat(callback.method()).isEqualTo("PUT");
      assertThat(callback.path()).isEqualTo("/done");
      var told = Client.json(callback.body());
      assertThat(told.get("token").asText()).isEqualTo(token);
      assertThat(told.get("stdout").asText()).isEqualTo("aGVsbG8K\n");
      assertThat(told.at("/status/id").asInt()).isEqualTo(3);
      assertThat(told.size()).isEqualTo(8);
    }
  }

  @Test
  void judge0RefusesCallbacksToThisNetwork() {
    var refused =
        post(
            "/judge0/submissions",
            "{'language_id':71,'source_code':'1','callback_url':'http://10.0.0.1/'}");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).isEqualTo("{\"callback_url\":[\"must have a public address\"]}");
  }

  @Test
  void judge0GivesAProgramOneOutput() {
    var source =
        "import sys; print(1, flush=True); print(2, file=sys.stderr, flush=True); print(3)";
    var ran =
        post(
            "/judge0/submissions?wait=true",
            "{'language_id':71,'redirect_stderr_to_stdout':true,'source_code':'" + source + "'}");
    assertThat(ran.statusCode()).as(ran.body()).isEqualTo(201);
    var told = Client.json(ran.body());
    assertThat(told.get("stdout").asText()).as(ran.body()).isEqualTo("1\n2\n3\n");
    assertThat(told.get("stderr").isNull()).isTrue();
    var crashed =
        post(
            "/judge0/submissions?wait=true",
            "{'language_id':50,'redirect_stderr_to_stdout':true,"
                + "'source_code':'int main(void) { return *(volatile int *)0; }'}");
    assertThat(Client.json(crashed.body()).at("/status/id").asInt())
        .as(crashed.body())
        .isEqualTo(7);
  }

  private static int judge0Status(int language, String source, String limits) {
    var request = Client.JSON.createObjectNode().put("language_id", language);
    request.put("source_code", source);
    request.setAll((ObjectNode) Client.json("{" + limits.replace('\'', '"') + "}"));
    var ran = sent("/judge0/submissions?wait=true", request);
    assertThat(ran.statusCode()).as(ran.body()).isEqualTo(201);
    return Client.json(ran.body()).at("/status/id").asInt();
  }

  @ParameterizedTest
  @CsvSource({
    "'a', 'a', 3",
    "'a\\n', 'a', 3",
    "'a  \\nb\\t\\n\\n', 'a\\nb', 3",
    "'a\\nb', 'a \\nb\\n\\n', 3",
    "' a', 'a', 4",
    "'a  b', 'a b', 4",
    "'a\\n\\nb', 'a\\nb', 4",
    "'A', 'a', 4",
    "'1.0', '1', 4"
  })
  void judge0ComparesLinesWithoutTheirEnds(String printed, String expected, int status) {
    var request = Client.JSON.createObjectNode().put("language_id", 46);
    request.put("source_code", "printf '" + printed + "'");
    request.put("expected_output", expected.replace("\\n", "\n"));
    var judged = sent("/judge0/submissions?wait=true&fields=status_id", request);
    assertThat(Client.json(judged.body()).get("status_id").asInt())
        .as(judged.body())
        .isEqualTo(status);
  }

  private static HttpResponse<String> sent(String path, JsonNode body) {
    return client.send(
        client
            .request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Client.bytes(body)))
            .build());
  }

  /** Files, each a text that begins with a line of its name. */
  private static byte[] zip(String... files) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var file : files) {
        var parts = file.split("\n", 2);
        zip.putNextEntry(new ZipEntry(parts[0]));
        zip.write(parts[1].getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  /** What a program of these files comes to, which is to print "several" for the input "in". */
  private static JsonNode ofFiles(String fields, String... files) throws IOException {
    var request = Client.JSON.createObjectNode().put("language_id", 89).put("number_of_runs", 2);
    request.put("additional_files", zip(files)).put("stdin", "in\n");
    request.put("expected_output", "several");
    var ran = sent("/judge0/submissions?wait=true&fields=status_id,stdout," + fields, request);
    assertThat(ran.statusCode()).as(ran.body()).isEqualTo(201);
    return Client.json(ran.body());
  }

  private static final String MAIN =
      "src/main.c\n#include <stdio.h>\n"
          + "int main(int n, char **a) { if (getchar() == 'i') puts(n > 1 ? a[1] : \"\"); }";

  @Test
  void judge0RunsAProgramOfSeveralFilesAsOftenAsItIsAsked() throws IOException {
    var ran =
        ofFiles(
            "number_of_runs,compile_output",
            MAIN,
            "compile\ngcc -o main src/main.c",
            "run\n./main several");

    assertThat(ran)
        .isEqualTo(
            Client.json(
                "{\"status_id\":3,\"stdout\":\"several\\n\",\"number_of_runs\":2,"
                    + "\"compile_output\":null}"));
    assertThat(ofFiles("compile_output", "run\necho several"))
        .isEqualTo(
            Client.json("{\"status_id\":3,\"stdout\":\"several\\n\",\"compile_output\":null}"));
  }

  /** Those that end so come first there. */
  @Test
  void judge0RunsScriptsWithASuffixAndWhatTheyMakeExecutable() throws IOException {
    var ran =
        ofFiles(
            "compile_output",
            "tool.sh\n#!/bin/sh\necho several",
            "compile\necho wrong; exit 1",
            "compile.sh\n[ ! -x tool.sh ] && chmod +x tool.sh",
            "run\necho wrong",
            "run.sh\n./tool.sh");

    assertThat(ran.get("stdout").asText()).as(ran.toString()).isEqualTo("several\n");
  }

  /** What it prints, reads and takes is not the program's. */
  @Test
  void judge0MakesAProgramOfSeveralFilesBeforeItRuns() throws IOException {
    var ran =
        ofFiles(
            "compile_output,time",
            MAIN,
            "compile\nset -x; gcc -o main src/main.c; echo \"read: $(cat)\"; set +x\n"
                + "i=0; while ((i++ < 300000)); do :; done",
            "run\n./main several");

    assertThat(ran.get("status_id").asInt()).as(ran.toString()).isEqualTo(3);
    assertThat(ran.get("stdout").asText()).isEqualTo("several\n");
    assertThat(ran.get("compile_output").asText())
        .contains("+ gcc -o main src/main.c\n", "\nread: \n");
    assertThat(ran.get("time").asDouble()).isLessThan(0.3);
  }

  @Test
  void judge0TellsThatAProgramOfSeveralFilesDoesNotCompile() throws IOException {
    var failed =
        ofFiles(
            "compile_output,exit_code,time",
            "compile\necho wrong; no-such-compiler",
            "run\necho several");

    assertThat(failed.get("status_id").asInt()).as(failed.toString()).isEqualTo(6);
    assertThat(failed.get("compile_output").asText())
        .startsWith("wrong\n")
        .contains("no-such-compiler: command not found");
    assertThat(failed.get("stdout").isNull()).isTrue();
    assertThat(failed.get("exit_code").isNull()).isTrue();
    assertThat(failed.get("time").isNull()).isTrue();
  }

  /** The others are included or imported, and need not be right by themselves. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "50 | #include \"util.c\"\\nint main(void) { return twice(0); } | util.c | int twice(int n) {"
            + " return 2 * n; }",
        "62 | class Main { public static void main(String[] a) { System.exit(Util.twice(0)); } } |"
            + " Util.java | class Util { static int twice(int n) { return 2 * n; } }",
        "71 | from util import twice\\nexit(twice(0)) | util.py | def twice(n): return 2 * n",
        "71 | exit(0) | broken.py | def:"
      })
  void judge0CompilesOneFile(int language, String source, String name, String content)
      throws IOException {
    var request = Client.JSON.createObjectNode().put("language_id", language);
    request.put("source_code", source.replace("\\n", "\n"));
    request.put("additional_files", zip(name + "\n" + content));

    var ran = sent("/judge0/submissions?wait=true&base64_encoded=false", request);

    assertThat(Client.json(ran.body()).at("/status/id").asInt()).as(ran.body()).isEqualTo(3);
  }

  /** More than a job may carry, which a program cannot change. */
  @Test
  void judge0TakesLargeFilesAndManyRunsOfLargeData() throws IOException {
    var zip = new ByteArrayOutputStream();
    try (var files = new ZipOutputStream(zip)) {
      files.putNextEntry(new ZipEntry("data.bin"));
      files.write(new byte[10_000_000]);
      files.putNextEntry(new ZipEntry("small.txt"));
    }
    var request = Client.JSON.createObjectNode().put("language_id", 71).put("number_of_runs", 20);
    request.put(
        "source_code",
        """
        import os
        print(os.path.getsize('data.bin'), len(input().strip()))
        print(*(os.access(name, os.W_OK) for name in ('data.bin', 'small.txt')))
        """);
    request.put("additional_files", zip.toByteArray());
    request.put("stdin", "x".repeat(100_000)).put("expected_output", "10000000 100000\nFalse True");

    var ran = sent("/judge0/submissions?wait=true&fields=stdout,status_id", request);

    assertThat(ran.statusCode()).as(ran.body()).isEqualTo(201);
    assertThat(Client.json(ran.body()))
        .isEqualTo(Client.json("{\"stdout\":\"10000000 100000\\nFalse True\\n\",\"status_id\":3}"));
  }

  @Test
  void judge0StoresNothingOfWhatItRefuses() throws Exception {
    var content = new byte[1_000_000];
    new SecureRandom().nextBytes(content);
    Arrays.fill(content, 100, content.length, (byte) 0); // fits into a body
    var zip = new ByteArrayOutputStream();
    try (var files = new ZipOutputStream(zip)) {
      files.putNextEntry(new ZipEntry("data.bin"));
      files.write(content);
    }
    var request = Client.JSON.createObjectNode().put("language_id", 71).put("source_code", "1");
    request.put("additional_files", zip.toByteArray()).put("callback_url", "ftp://example.org/");
    var sha256 = MessageDigest.getInstance("SHA-256").digest(content);
    var file = client.request("/files/" + HexFormat.of().formatHex(sha256)).GET().build();

    var refused = sent("/judge0/submissions", request);

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
    assertThat(client.send(file).statusCode()).isEqualTo(404);
    request.remove("callback_url");
    var accepted = sent("/judge0/submissions", request);
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(201);
    assertThat(client.send(file).statusCode()).isEqualTo(200);
  }

  @Test
  void judge0HasARunWithoutALimitOfCpuEndByItsRealTime() {
    var ran =
        post(
            "/judge0/submissions?wait=true&fields=status_id,message,cpu_time_limit",
            "{'language_id':46,'source_code':'while :; do :; done','cpu_time_limit':0,"
                + "'wall_time_limit':1}");
    assertThat(Client.json(ran.body()))
        .isEqualTo(
            Client.json(
                "{\"status_id\":5,\"message\":\"Time limit exceeded (wall clock)\","
                    + "\"cpu_time_limit\":\"0.0\"}"));
  }

  @Test
  void judge0TellsTooMuchOutputByTheSignalForThat() {
    var ran =
        post(
            "/judge0/submissions?wait=true&fields=status_id,exit_signal,message",
            "{'language_id':46,'source_code':'yes'}");
    assertThat(Client.json(ran.body()))
        .isEqualTo(
            Client.json(
                "{\"status_id\":8,\"exit_signal\":25,\"message\":\"Caught fatal signal 25\"}"));
  }

  @Test
  void judge0TellsOnceWhatIsWrongWithEachOfSeveralRuns() {
    var ran =
        post(
            "/judge0/submissions",
            "{'language_id':46,'source_code':'x','number_of_runs':3,'command_line_arguments':'%s'}"
                .formatted("a ".repeat(33)));
    assertThat(ran.statusCode()).isEqualTo(422);
    assertThat(ran.body())
        .isEqualTo("{\"command_line_arguments\":[\"must have at most 32 elements\"]}");
  }

  @Test
  void judge0sLimitsOfTheBoxHold() {
    var recursion =
        "int f(int n) { volatile char a[1000]; a[0] = n; return n ? f(n - 1) + a[0] : 0; }\n"
            + "int main(void) { return f(2000) == 1; }";
    assertThat(judge0Status(50, recursion, "")).isEqualTo(3);
    assertThat(judge0Status(50, recursion, "'stack_limit':1000")).isEqualTo(7);

    var file = "open('a', 'wb').write(b'x' * 3000000)";
    assertThat(judge0Status(71, file, "'max_file_size':4000")).isEqualTo(3);
    assertThat(judge0Status(71, file, "'max_file_size':2000")).isIn(8, 11);

    var threads =
        """
        import threading as t
        e = t.Event()
        a = [t.Thread(target=e.wait) for i in range(20)]
        try:
          [x.start() for x in a]
        finally:
          e.set()
        """;
    assertThat(judge0Status(71, threads, "'max_processes_and_or_threads':30")).isEqualTo(3);
    assertThat(judge0Status(71, threads, "'max_processes_and_or_threads':10")).isEqualTo(11);
  }

  @Test
  void judge0DoesNotKnowWhatCameInAnotherWay() {
    var token = client.submit(Programs.sums("bash", 1));
    client.result(token, LIMIT);

    assertThat(client.get("/judge0/submissions/" + token).statusCode()).isEqualTo(404);
    assertThat(client.get("/judge0/submissions/batch?tokens=" + token).body())
        .isEqualTo("{\"submissions\":[null]}");
  }

  @Test
  void judge0TakesTokensInAHeader() {
    var created =
        post("/judge0/submissions?wait=true", "{'language_id':46,'source_code':'echo hi'}");
    var token = Client.json(created.body()).get("token").asText();

    var several =
        client.send(
            client
                .request("/judge0/submissions/batch?fields=stdout")
                .header("tokens", token + "," + token)
                .GET()
                .build());

    assertThat(several.body())
        .isEqualTo("{\"submissions\":[{\"stdout\":\"hi\\n\"},{\"stdout\":\"hi\\n\"}]}");
  }

  @Test
  void judge0TakesAFormOfSeveralParts() {
    var body = new StringBuilder();
    Map.of("language_id", "71", "source_code", "print('form')", "wait", "true")
        .forEach(
            (name, value) ->
                body.append("--b\r\nContent-Disposition: form-data; name=\"")
                    .append(name)
                    .append("\"\r\n\r\n")
                    .append(value)
                    .append("\r\n"));
    body.append("--b--\r\n");
    var ran =
        client.send(
            client
                .request("/judge0/submissions")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
    assertThat(ran.statusCode()).as(ran.body()).isEqualTo(201);
    assertThat(Client.json(ran.body()).get("stdout").asText()).isEqualTo("form\n");
  }

  private static HttpResponse<String> post(String path, String json, String... headers) {
    var request = client.request(path).header("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.POST(BodyPublishers.ofString(json.replace('\'', '"'))).build());
  }
}
