package evalx.api;

import evalx.queue.DeadLetterQueue.Whole;
import evalx.queue.Position;
import evalx.queue.QueuePage;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Writes dead letters as the broker gives them, each as a line. A client that takes too long loses
 * its connection, because it holds a thread meanwhile.
 */
final class ExportLetters implements StreamingOutput {
  /** For one page, which is 1,000 letters or 4 MiB. */
  static final Duration MAX_PAGE_TIME = Duration.ofSeconds(60);

  /** For all of them. */
  static final Duration MAX_TIME = Duration.ofMinutes(15);

  /** Bytes that are written without a look at the time. */
  private static final int PIECE = 16 << 10;

  private final Pages pages;
  private final QueuePage<Whole> first;
  private final LongSupplier nanoTime;

  /** Where the letters come from. */
  interface Pages {
    QueuePage<Whole> after(Optional<Position> position);
  }

  /** Reads the first page: what fails then can still be answered with a status. */
  ExportLetters(Pages pages) {
    this(pages, System::nanoTime);
  }

  ExportLetters(Pages pages, LongSupplier nanoTime) {
    this.pages = pages;
    this.nanoTime = nanoTime;
    first = pages.after(Optional.empty());
  }

  @Override
  public void write(OutputStream out) throws IOException {
    var begin = nanoTime.getAsLong();
    var page = first;
    write(page, begin, out);
    while (page.next().isPresent()) {
      page = pages.after(page.next());
      write(page, begin, out);
    }
  }

  private void write(QueuePage<Whole> page, long begin, OutputStream out) throws IOException {
    var now = nanoTime.getAsLong();
    for (var letter : page.items()) {
      var line = LetterView.whole(letter);
      for (int at = 0; at < line.length; at += PIECE) {
        requireWithin(MAX_PAGE_TIME, now);
        requireWithin(MAX_TIME, begin);
        out.write(line, at, Math.min(PIECE, line.length - at));
      }
      out.write('\n');
    }
  }

  private void requireWithin(Duration limit, long begin) throws IOException {
    if (nanoTime.getAsLong() - begin > limit.toNanos()) {
      throw new IOException(
          "an export of dead letters ends unfinished, because its client took more than " + limit);
    }
  }
}
