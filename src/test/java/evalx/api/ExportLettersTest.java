package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.queue.DeadLetter;
import evalx.queue.DeadLetterQueue.Whole;
import evalx.queue.Messages;
import evalx.queue.Position;
import evalx.queue.QueuePage;
import evalx.submission.SubmissionId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ExportLettersTest {
  private static final int OF_A_PAGE = 3;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1); // as it may wrap round
  private final AtomicInteger pages = new AtomicInteger();
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

  private ExportLetters export(int count) {
    return new ExportLetters(after -> page(count), now::get);
  }

  private QueuePage<Whole> page(int count) {
    var next = new Position(7, Instant.EPOCH, Integer.toString(pages.incrementAndGet()));
    return new QueuePage<>(
        Collections.nCopies(OF_A_PAGE, letter()),
        Optional.of(next).filter(position -> pages.get() < count));
  }

  private static Whole letter() {
    return letter(Messages.BODY);
  }

  private static Whole letter(String body) {
    var id = SubmissionId.random();
    var death = new DeadLetter.Death("why", Optional.empty(), OptionalInt.of(3), Instant.EPOCH);
    var caller = Messages.CALLER.key();
    return new Whole(
        new DeadLetter("5b0c", id, Messages.QUEUE, caller, 7, 3, death), Messages.of(id, body));
  }

  private long lines() {
    return taken.toString(StandardCharsets.UTF_8).lines().count();
  }

  /** A client that takes this long for each letter. */
  private OutputStream client(Duration pace) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        taken.write(b);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        taken.write(bytes, offset, length);
        now.addAndGet(pace.toNanos());
      }
    };
  }

  @Test
  void allPagesAreWritten() throws IOException {
    export(5).write(client(Duration.ofSeconds(20)));

    assertThat(lines()).isEqualTo(5 * OF_A_PAGE);
  }

  @Test
  void aClientThatIsSlowOnAPageIsCutOff() {
    var export = export(5);

    assertThatThrownBy(() -> export.write(client(Duration.ofSeconds(31))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(ExportLetters.MAX_PAGE_TIME.toString());
    assertThat(lines()).isEqualTo(2);
  }

  @Test
  void aClientThatIsSlowOnOneLetterIsCutOff() {
    var page = new QueuePage<>(List.of(letter("x".repeat(1 << 20))), Optional.empty());
    var export = new ExportLetters(after -> page, now::get);

    assertThatThrownBy(() -> export.write(client(Duration.ofSeconds(6))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(ExportLetters.MAX_PAGE_TIME.toString());
    assertThat(taken.size()).isEqualTo(11 * (16 << 10));
  }

  /** The queue may be as long as it likes, and grow meanwhile. */
  @Test
  void anExportEndsInTime() {
    var export = export(Integer.MAX_VALUE);

    assertThatThrownBy(() -> export.write(client(Duration.ofSeconds(20))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(ExportLetters.MAX_TIME.toString());
    assertThat(lines()).isEqualTo(46);
  }

  @Test
  void whatFailsAtOnceFailsBeforeTheAnswerBegins() {
    assertThatThrownBy(
            () ->
                new ExportLetters(
                    after -> {
                      throw new IllegalStateException("the broker is away");
                    }))
        .hasMessage("the broker is away");
  }
}
