package evalx.history;

import evalx.submission.SubmissionId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Rows as bytes in the spool, which a later version of EvalX may find there. */
final class RowCodec {
  /** The largest row: source and result have less than 1 MiB each, and a row has one of them. */
  static final int MAX_BYTES = 2 << 20;

  private static final int ACCEPTED_V1 = 1;
  private static final int ENDED_V1 = 2;
  private static final int ENDED_V2 = 3;
  private static final int HEARD_V1 = 4;

  private RowCodec() {}

  static byte[] encode(Row row) {
    var bytes = new ByteArrayOutputStream(512);
    try (var out = new DataOutputStream(bytes)) {
      if (row instanceof Row.Accepted accepted) {
        out.writeByte(ACCEPTED_V1);
        write(out, row.id(), row.origin());
        out.writeUTF(accepted.caller());
        write(out, accepted.source());
      } else if (row instanceof Row.Ended ended) {
        out.writeByte(ENDED_V2);
        write(out, row.id(), row.origin());
        out.writeUTF(ended.caller());
        write(out, ended.ending());
        write(out, ended.packedResult());
      } else if (row instanceof Row.Heard heard) {
        out.writeByte(HEARD_V1);
        write(out, row.id(), row.origin());
        out.writeUTF(heard.caller());
      } else {
        throw new IllegalStateException("a row of another kind: " + row.getClass());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * The row that was encoded.
   *
   * @throws IOException when the bytes are none, or those of a newer version
   */
  static Row decode(byte[] bytes) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    int kind = in.readUnsignedByte();
    if (kind < ACCEPTED_V1 || kind > HEARD_V1) {
      throw new IOException("a row of the unknown kind " + kind);
    }
    var id = new SubmissionId(new UUID(in.readLong(), in.readLong()));
    var origin = new Origin(in.readUTF(), in.readInt(), Micros.ofLong(in.readLong()));
    var caller = kind == ENDED_V1 ? "" : in.readUTF();
    return switch (kind) {
      case ACCEPTED_V1 -> new Row.Accepted(id, origin, caller, readBytes(in));
      case HEARD_V1 -> new Row.Heard(id, origin, caller);
      default -> new Row.Ended(id, origin, caller, readEnding(in), readBytes(in));
    };
  }

  private static void write(DataOutputStream out, SubmissionId id, Origin origin)
      throws IOException {
    out.writeLong(id.value().getMostSignificantBits());
    out.writeLong(id.value().getLeastSignificantBits());
    out.writeUTF(origin.language());
    out.writeInt(origin.testCases());
    out.writeLong(Micros.toLong(origin.queued()));
  }

  private static void write(DataOutputStream out, Ending ending) throws IOException {
    var execution = ending.execution();
    out.writeUTF(ending.verdict());
    out.writeUTF(ending.version().orElse(""));
    out.writeInt(ending.passed());
    out.writeBoolean(ending.use().isPresent());
    if (ending.use().isPresent()) {
      out.writeLong(ending.use().get().runTime().toNanos());
      out.writeLong(ending.use().get().peakKib());
    }
    out.writeUTF(execution.worker());
    out.writeInt(execution.attempts());
    out.writeBoolean(execution.started().isPresent());
    if (execution.started().isPresent()) {
      out.writeLong(Micros.toLong(execution.started().get()));
    }
    out.writeLong(Micros.toLong(execution.finished()));
  }

  private static Ending readEnding(DataInputStream in) throws IOException {
    var verdict = in.readUTF();
    var version = Optional.of(in.readUTF()).filter(text -> !text.isEmpty());
    int passed = in.readInt();
    var use =
        in.readBoolean()
            ? Optional.of(new Ending.Use(Duration.ofNanos(in.readLong()), in.readLong()))
            : Optional.<Ending.Use>empty();
    var worker = in.readUTF();
    int attempts = in.readInt();
    var started =
        in.readBoolean()
            ? Optional.of(Micros.ofLong(in.readLong()))
            : Optional.<java.time.Instant>empty();
    var execution = new Ending.Execution(worker, attempts, started, Micros.ofLong(in.readLong()));
    return new Ending(verdict, version, passed, use, execution);
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException(
          "a value of " + length + " bytes, of which " + in.available() + " are there");
    }
    return in.readNBytes(length);
  }
}
