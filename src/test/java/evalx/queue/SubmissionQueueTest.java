package evalx.queue;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.files.FileStore;
import evalx.files.FilesIn;
import evalx.format.SubmissionReader;
import evalx.format.UnknownMembers;
import evalx.intake.NewJob;
import evalx.intake.SubmissionRules;
import evalx.language.Languages;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmissionQueueTest {
  private static final Settings SETTINGS = Settings.of(name -> null);
  private static final Caller CALLER = Caller.anonymous("192.0.2.7");

  @TempDir private Path folder;
  private FileStore files;

  @BeforeEach
  void makeStore() {
    files = FilesIn.store(folder);
  }

  private Object formatOf(String checker) throws IOException {
    var file = files.add(new ByteArrayInputStream(new byte[1]), CALLER).id();
    return formatOfJson(
        """
        {"language": "c", "code": "", "test_cases": [{"stdin_file": "%s"}], "checker": %s}
        """
            .formatted(file, checker));
  }

  private Object formatOfJson(String json) {
    var submission =
        new SubmissionRules(new Languages(), files, SETTINGS)
            .check(
                SubmissionReader.read(json.getBytes(StandardCharsets.UTF_8), UnknownMembers.REFUSE),
                CALLER);
    var sender = new RecordingSender();
    new SubmissionQueue(sender, SETTINGS)
        .send(
            new NewJob(SubmissionId.random(), submission, CALLER, false),
            new byte[0],
            Duration.ofSeconds(1));
    return RecordingSender.property(sender.sent.get(0), "format");
  }

  /** One that knows no such thing would run the checker with empty data, and believe it. */
  @Test
  void onlyWorkersThatGiveStoredDataToProgramsJudgeByThem() throws IOException {
    var program = "{\"type\": \"custom\", \"program\": {\"language\": \"c\", \"code\": \"\"}}";
    assertThat(formatOf(program)).isEqualTo(JobMessage.STORED_DATA_FORMAT);
    assertThat(formatOf("{\"type\": \"exact\"}")).isEqualTo(JobMessage.COMPLETE_FORMAT);
  }

  @ParameterizedTest
  @CsvSource({"data, 4", "header, 2"})
  void onlyWorkersThatKnowFilesBesideSourcesAreGivenThem(String role, int format) {
    var json =
        """
        {"language": "c", "code": "", "files": [{"name": "a.c", "role": "%s", "content": ""}]}
        """;
    assertThat(formatOfJson(json.formatted(role))).isEqualTo(format);
  }
}
