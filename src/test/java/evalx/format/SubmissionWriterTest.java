package evalx.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Limits;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubmissionWriterTest {
  private static final int CASES = 2000;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Submission submission(Encoding encoding, List<TestCase> testCases) {
    return new Submission(
        new Submission.Source(
            "cpp",
            Optional.of("12"),
            List.of(new SourceFile("main.cpp", bytes("int main() {}\n"))),
            List.of("-O3")),
        testCases,
        new Limits(Duration.ofMillis(2500), Duration.ofSeconds(6), 256L << 20),
        new Submission.Judging(
            new Checker.Tokens(false, Optional.of(new Checker.Tokens.Tolerance(0.01, 0))), true),
        new Submission.Handling(encoding, 1, false),
        List.of());
  }

  private static TestCase testCase(byte[] stdin) {
    return new TestCase(stdin, Optional.of(bytes("1")), List.of("-v"));
  }

  private static String write(Submission submission) {
    return new String(SubmissionWriter.write(submission), StandardCharsets.UTF_8);
  }

  @Test
  void theWholeSubmissionInTheFormOfARequest() {
    assertThat(write(submission(Encoding.UTF8, List.of(testCase(bytes("0"))))))
        .isEqualTo(
            "{\"language\":\"cpp\",\"version\":\"12\","
                + "\"files\":[{\"name\":\"main.cpp\",\"content\":\"int main() {}\\n\"}],"
                + "\"compiler_options\":[\"-O3\"],\"encoding\":\"utf8\","
                + "\"test_cases\":[{\"stdin\":\"0\",\"expected_output\":\"1\",\"args\":[\"-v\"]}],"
                + "\"timeout\":2.5,\"wall_timeout\":6,\"memory\":\"262144k\","
                + "\"checker\":{\"type\":\"tokens\",\"ignore_case\":false,"
                + "\"absolute_tolerance\":0.01,\"relative_tolerance\":0.0},"
                + "\"stop_on_failure\":true,\"priority\":1,\"cache\":false}");
  }

  @Test
  void bytesThatAreNotUtf8AreWrittenAsBase64() {
    var json = write(submission(Encoding.UTF8, List.of(testCase(new byte[] {(byte) 0xff}))));

    assertThat(json)
        .contains(
            "{\"stdin\":\"/w==\",\"expected_output\":\"MQ==\",\"args\":[\"-v\"],"
                + "\"encoding\":\"base64\"}");
  }

  @Test
  void textFullOfEscapesIsWrittenAsBase64() {
    var json = write(submission(Encoding.UTF8, List.of(testCase(new byte[100]))));

    assertThat(json).doesNotContain("u0000").contains("\"encoding\":\"base64\"");
  }

  @Test
  void theEncodingOfOutputsStaysThatOfTheSubmission() {
    var json = SubmissionWriter.write(submission(Encoding.BASE64, List.of(testCase(bytes("0")))));

    var read = SubmissionReader.readAccepted(json);
    assertThat(read.handling().encoding()).isEqualTo(Encoding.BASE64);
    assertThat(read.testCases().get(0).stdin()).asString().isEqualTo("0");
  }

  @Test
  void aWrittenSubmissionIsReadBackUnchanged() {
    for (int seed = 0; seed < CASES; seed++) {
      var submission = new RandomSubmissions(seed).next();
      var json = SubmissionWriter.write(submission);

      assertThat(SubmissionReader.readAccepted(json))
          .as("seed %d: %s", seed, new String(json, StandardCharsets.UTF_8))
          .usingRecursiveComparison()
          .isEqualTo(submission);
      assertThat(SubmissionWriter.write(new RandomSubmissions(seed).next())).isEqualTo(json);
    }
  }

  @Test
  void noContentTakesMoreRoomThanInBase64() {
    var content = new byte[120_000];
    for (byte filler : new byte[] {0, '"', 'a', (byte) 0xff}) {
      Arrays.fill(content, filler);
      var json = SubmissionWriter.write(submission(Encoding.UTF8, List.of(testCase(content))));

      assertThat(json.length).isLessThanOrEqualTo(content.length / 3 * 4 + 1024);
    }
  }

  @Test
  void anIncompleteSubmissionIsRefused() {
    var json = write(submission(Encoding.UTF8, List.of(testCase(bytes("0")))));

    assertThatThrownBy(
            () -> SubmissionReader.readAccepted(bytes(json.replace("\"priority\":1,", ""))))
        .isInstanceOf(InvalidSubmission.class)
        .hasMessage("priority is required");
  }

  @Test
  void aNewerWritersMembersAreWarnedAbout() {
    var json = write(submission(Encoding.UTF8, List.of(testCase(bytes("0")))));

    var read =
        SubmissionReader.readAccepted(
            bytes(json.replace("{\"language\"", "{\"x\":1,\"language\"")));

    assertThat(read.warnings()).containsExactly("unknown member ignored: x");
  }
}
