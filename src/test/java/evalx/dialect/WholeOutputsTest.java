package evalx.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import evalx.submission.CaseResult;
import evalx.submission.Encoding;
import evalx.submission.FileId;
import evalx.submission.Output;
import evalx.submission.Result;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WholeOutputsTest {
  private static final FileId FILE = new FileId("a".repeat(64));

  private final Map<FileId, byte[]> store = new HashMap<>();
  private final WholeOutputs outputs = new WholeOutputs(this::open);

  private Optional<InputStream> open(FileId id) {
    return Optional.ofNullable(store.get(id)).map(ByteArrayInputStream::new);
  }

  private Output whole(Output stdout) {
    var run = CaseResult.notRun(Verdict.ACCEPTED, Optional.empty());
    var now = Instant.parse("2026-01-02T03:04:05Z");
    var result =
        new Result(
            new SubmissionId(new UUID(1, 2)),
            Verdict.ACCEPTED,
            new Result.Subject("python", Optional.empty(), Encoding.BASE64, 1),
            Result.Compiled.NONE,
            List.of(run.printing(stdout, Output.NONE)),
            new Result.Remarks(Optional.empty(), List.of()),
            new Result.Provenance(
                "host", Optional.empty(), 1, new Result.Timeline(now, Optional.of(now), now)));
    return outputs.of(result).cases().get(0).stdout();
  }

  private static Output cut(String begin) {
    return new Output(begin.getBytes(UTF_8), true).in(FILE);
  }

  @Test
  void anOutputOfWhichTheResultHasThePartIsReadWhole() {
    store.put(FILE, "x".repeat(100_000).getBytes(UTF_8));

    var stdout = whole(cut("xx"));

    assertThat(stdout.bytes()).hasSize(100_000);
    assertThat(stdout.truncated()).isFalse();
  }

  @Test
  void noMoreThanAMebibyteIsRead() {
    store.put(FILE, "x".repeat(WholeOutputs.MAX_BYTES + 1).getBytes(UTF_8));

    var stdout = whole(cut("xx"));

    assertThat(stdout.bytes()).hasSize(WholeOutputs.MAX_BYTES);
    assertThat(stdout.truncated()).isTrue();
  }

  @Test
  void whatTheStoreHasNoLongerStaysCut() {
    var stdout = whole(cut("xx"));

    assertThat(stdout.bytes()).asString(UTF_8).isEqualTo("xx");
    assertThat(stdout.truncated()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "a\u00e9, 2, a",
    "a\u20ac, 3, a",
    "\ud83d\ude00, 3, ''",
    "a\u00e9, 3, a\u00e9",
    "ab, 2, ab"
  })
  void aCutOutputEndsWithAWholeCharacter(String text, int size, String shown) {
    var cut = new Output(text.getBytes(UTF_8), false).first(size);
    var stdout = whole(new Output(cut.bytes(), true));

    assertThat(stdout.bytes()).asString(UTF_8).isEqualTo(shown);
  }
}
