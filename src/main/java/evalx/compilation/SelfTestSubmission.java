package evalx.compilation;

import evalx.language.Language;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Limits;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A language's self-test, as if a client had sent it. */
public final class SelfTestSubmission {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private SelfTestSubmission() {}

  /** With the smallest memory that programs of the language can have. */
  public static Submission of(Language language) {
    var test = language.selfTest();
    return new Submission(
        new Submission.Source(
            language.id(),
            Optional.empty(),
            List.of(new SourceFile(language.fileFor(bytes(test.code())), bytes(test.code()))),
            List.of()),
        List.of(new TestCase(bytes(test.stdin()), Optional.of(bytes(test.stdout())), List.of())),
        new Limits(TIMEOUT, TIMEOUT.multipliedBy(2), language.smallestMemory()),
        new Submission.Judging(new Checker.Exact(), false),
        new Submission.Handling(Encoding.UTF8, 1, false),
        List.of());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
