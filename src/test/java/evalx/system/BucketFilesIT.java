package evalx.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.files.S3Proxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running EvalX whose files lie in a store that speaks S3, also while that is away. */
@Tag("slow")
class BucketFilesIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String WORKER = "the-worker";

  @TempDir private static Path folder;
  private static S3Proxy s3;
  private static Product product;
  private static Client client;
  private static StoredFiles files;
  private static BashJobs operator;

  @BeforeAll
  static void start() throws IOException {
    s3 = S3Proxy.start(folder);
    product =
        Product.start(
            Map.of(
                "ADMIN_TOKEN",
                SharedProduct.ADMIN_TOKEN,
                "FILE_STORE",
                "s3://evalx/some/where",
                "LANGUAGES",
                "bash",
                "S3_ACCESS_KEY",
                S3Proxy.ACCESS_KEY,
                "S3_ENDPOINT",
                s3.endpoint().toString(),
                "S3_SECRET_KEY",
                S3Proxy.SECRET_KEY,
                "WORKER_ID",
                WORKER));
    client = product.client();
    files = new StoredFiles(client);
    operator = new BashJobs(product);
  }

  @AfterAll
  static void stop() {
    product.close();
    s3.close();
  }

  /** Nothing that the next test relies on may stay away or drained. */
  @AfterEach
  void goOn() throws IOException {
    s3.again();
    operator.administer("workers/" + WORKER + "/undrain");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static ObjectNode program(String code) {
    return Client.JSON
        .createObjectNode()
        .put("language", "bash")
        .put("code", code)
        .put("cache", false);
  }

  private static ObjectNode reading(String code, String stdinFile) {
    var submission = program(code);
    submission.putArray("test_cases").addObject().put("stdin_file", stdinFile);
    return submission;
  }

  private static JsonNode result(String token) {
    return client.result(token, LIMIT);
  }

  private static JsonNode accepted(String token) {
    var result = result(token);
    assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Accepted");
    assertThat(result.get("attempts").asInt()).isEqualTo(1);
    return result;
  }

  private static String content(String file) {
    return client.get("/files/" + file).body();
  }

  private static Path object(String file) {
    return s3.bucket().resolve("some/where").resolve(file);
  }

  /** What lies in a folder, and since when. */
  private static Map<String, FileTime> in(Path folder) throws IOException {
    var all = new TreeMap<String, FileTime>();
    try (var found = Files.newDirectoryStream(folder)) {
      for (Path file : found) {
        all.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
      }
    }
    return all;
  }

  private static String lines(int count) {
    return IntStream.range(0, count).mapToObj(i -> i + "\n").collect(Collectors.joining());
  }

  private static ObjectNode ofTwoFiles(String code, String second) {
    var submission = program(code);
    submission.remove("code");
    var sources = submission.putArray("files");
    sources.addObject().put("name", "main.sh").put("content", code);
    sources.addObject().put("name", "second.txt").put("file", second);
    return submission;
  }

  /**
   * Prints its input, the file beside it and an empty line, and leaves a file.
   *
   * @param ids of input, file and answer
   */
  private static ObjectNode joining(String comment, String... ids) {
    var code = "cat - second.txt; echo; echo left >left.txt # " + comment;
    var submission = ofTwoFiles(code, ids[1]).put("keep_output", true);
    submission.putArray("output_files").add("left.txt");
    submission
        .putArray("test_cases")
        .addObject()
        .put("stdin_file", ids[0])
        .put("expected_output_file", ids[2]);
    return submission;
  }

  @Test
  void allFilesLieInTheBucketAndASecondSubmissionSendsAndFetchesNothing() throws IOException {
    var input = lines(300_000);
    assertThat(files.send(bytes(input)).statusCode()).isEqualTo(201);
    assertThat(files.send(bytes(input)).statusCode()).isEqualTo(200);
    String[] ids = {
      files.id(bytes(input)), files.id(bytes("tail\n")), files.id(bytes(input + "tail\n"))
    };
    assertThat(object(ids[0])).hasContent(input);
    assertThat(content(ids[0])).isEqualTo(input);

    var first = accepted(client.submit(joining("once", ids)));

    var kept = first.at("/results/0/stdout_file").asText();
    var left = first.at("/results/0/files/0/file").asText();
    assertThat(content(kept)).isEqualTo(input + "tail\n\n");
    assertThat(object(kept)).exists();
    assertThat(object(left)).hasContent("left\n");

    var cache = product.state().resolve("data/files/cache");
    var stored = in(object(kept).getParent());
    var fetched = in(cache);
    assertThat(fetched).containsKeys(ids);
    var second = accepted(client.submit(joining("again", ids)));

    assertThat(second.at("/results/0/stdout_file").asText()).isEqualTo(kept);
    assertThat(in(object(kept).getParent())).isEqualTo(stored);
    assertThat(in(cache)).isEqualTo(fetched);
  }

  @Test
  void whileTheStoreIsAwayItIsSaidAndJobsWaitForIt() throws IOException {
    var data = files.id(bytes("21\n"));
    var other = bytes("sent when it is back");
    operator.administer("workers/" + WORKER + "/drain");
    operator.waiting();
    var reads = client.submit(reading("read n; echo $((2 * n))", data));
    s3.crash();
    var keeps = program("seq 20000 | tee left.txt").put("keep_output", true);
    keeps.putArray("output_files").add("left.txt");
    var writes = client.submit(keeps);
    operator.administer("workers/" + WORKER + "/undrain");

    for (var answer :
        List.of(
            files.send(other),
            client.get("/files/" + data),
            client.post(Client.bytes(reading("cat", data))))) {
      assertIsOurOutage(answer);
    }
    assertThat(files.head(data).statusCode()).isEqualTo(503);
    assertThat(operator.result(operator.submit())).as("of no file").isEqualTo("Accepted");
    assertThat(operator.problems()).contains("files_away");
    for (var token : List.of(reads, writes)) {
      await(token + " was tried").atMost(LIMIT).until(() -> wentBackForWantOfFiles(token));
      assertThat(client.find(token, 0).statusCode()).isEqualTo(202);
    }

    s3.again();
    assertThat(accepted(reads).at("/results/0/stdout").asText()).isEqualTo("42\n");
    var written = accepted(writes);
    var numbers = lines(20_001).substring(2);
    assertThat(content(written.at("/results/0/stdout_file").asText())).isEqualTo(numbers);
    assertThat(content(written.at("/results/0/files/0/file").asText())).isEqualTo(numbers);
    assertThat(files.send(other).statusCode()).isEqualTo(201);
    assertThat(operator.problems()).doesNotContain("files_away");
  }

  private static void assertIsOurOutage(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(Client.json(answer.body()).get("detail").asText())
        .isEqualTo("The file store is away; try again.");
  }

  private static boolean wentBackForWantOfFiles(String token) {
    try {
      return Files.readString(product.state().resolve("log/server.log"))
          .lines()
          .anyMatch(
              line ->
                  line.contains(token + " goes back to its queue: ")
                      && line.contains("the file store is away"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatNobodyUsesExpires() throws IOException {
    var old = files.id(bytes("used two days ago"));
    var used = files.id(bytes("used now"));
    var twoDaysAgo = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
    Files.setLastModifiedTime(object(old), twoDaysAgo);

    await("the next sweep").atMost(LIMIT).until(() -> Files.notExists(object(old)));

    assertThat(files.head(old).statusCode()).isEqualTo(404);
    assertThat(files.head(used).statusCode()).isEqualTo(200);
  }

  /** As one does that expires while a job waits for longer than it should. */
  @Test
  void aJobWhoseFilesAreGoneIsRejectedAndSaysWhich() throws IOException {
    operator.administer("workers/" + WORKER + "/drain");
    operator.waiting();
    var stdin = files.id(bytes("a stdin"));
    var answer = files.id(bytes("an answer"));
    var source = files.id(bytes("a source"));
    var judged = program("echo");
    judged.putArray("test_cases").addObject().put("expected_output_file", answer);
    var tokens =
        List.of(
            client.submit(reading("cat", stdin)),
            client.submit(judged),
            client.submit(ofTwoFiles("cat second.txt", source)));
    var gone = List.of(stdin, answer, source);
    for (var file : gone) {
      Files.delete(object(file));
    }
    operator.administer("workers/" + WORKER + "/undrain");

    for (int i = 0; i < gone.size(); i++) {
      var result = result(tokens.get(i));
      assertThat(result.get("status").asText()).as(result.toString()).isEqualTo("Rejected");
      assertThat(result.get("message").asText())
          .isEqualTo("the file " + gone.get(i) + " is not in the file store");
    }
    var again = client.post(Client.bytes(reading("cat", stdin)));
    assertThat(again.statusCode()).as(again.body()).isEqualTo(422);
  }
}
