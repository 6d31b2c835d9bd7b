package evalx.api;

import evalx.files.FileStore;
import evalx.submission.Caller;
import evalx.submission.FileId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** Sends files of the file store, on the threads that wait for clients. */
@Singleton
final class SendFile {
  private static final int PIECE = 1 << 14;

  /** As for any large answer, and as much again as a client of some megabits needs. */
  private static final Duration MAX_TIME = Duration.ofSeconds(60);

  private static final long MIN_BYTES_PER_SECOND = 512 << 10;

  private final FileStore files;
  private final SendResult threads;

  @Inject
  SendFile(FileStore files, SendResult threads) {
    this.files = files;
    this.threads = threads;
  }

  /**
   * Answers with a file.
   *
   * @throws Refusal 503 when too many large answers are being read
   */
  void send(FileId id, long size, Caller caller, AsyncResponse response) {
    threads.sendLarge(PIECE, caller, () -> answer(id, size), response);
  }

  private Response answer(FileId id, long size) {
    return Response.ok((StreamingOutput) out -> write(id, size, out))
        .type(MediaType.APPLICATION_OCTET_STREAM)
        .header("Content-Length", size)
        .build();
  }

  private void write(FileId id, long size, OutputStream out) throws IOException {
    var within = MAX_TIME.plusSeconds(size / MIN_BYTES_PER_SECOND);
    long deadline = System.nanoTime() + within.toNanos();
    try (var in = files.open(id)) {
      var piece = new byte[PIECE];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        if (System.nanoTime() - deadline > 0) {
          throw new IOException("the client did not read its file within " + within);
        }
        out.write(piece, 0, count);
      }
    }
  }
}
