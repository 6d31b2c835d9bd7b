package evalx.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes what is said of several submissions, piece by piece. */
public final class BatchWriter {
  private final OutputStream out;
  private boolean first = true;

  /** Begins with nothing written. */
  public BatchWriter(OutputStream out) {
    this.out = out;
  }

  /** Begins the next submission: where its JSON is to be written. */
  public OutputStream next() throws IOException {
    text(first ? "{\"submissions\":[" : ",");
    first = false;
    return out;
  }

  /** Writes that there is an error in place of the next submission. */
  public void error(Problem problem) throws IOException {
    next();
    text("{\"error\":");
    out.write(problem.json());
    text("}");
  }

  /** Writes what is known of the next submission. */
  public void json(byte[] json) throws IOException {
    next().write(json);
  }

  /** Writes the end, after one submission at least. */
  public void end() throws IOException {
    text("]}");
  }

  private void text(String ascii) throws IOException {
    out.write(ascii.getBytes(StandardCharsets.US_ASCII));
  }
}
