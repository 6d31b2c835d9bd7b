import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * A compiler in a process that lives longer than a compilation. Takes one source after another from
 * stdin, each as the length and the bytes of its path, and the length and the bytes of its text.
 *
 * <p>Answers on stdout with the length of what follows, 1 where the source compiles and 0 where it
 * does not, the nanoseconds of CPU it took, what the compiler said, and the number of files that it
 * made with the path and the bytes of each; texts and bytes with their length before them. Where
 * the compiler ends in any other way, or makes too much, the process ends without an answer.
 *
 * <p>A server that is compiled as it starts is in another class loader, to which only what is
 * public or protected is open.
 */
public abstract class CompileServer {
  /** Bytes of all that a source makes. */
  protected static final int MAX_BYTES = 16 << 20;

  /** More is not kept of what a compiler says. */
  private static final int MAX_SAID = 64 << 10;

  private static final int MAX_COMPILATIONS = 500;
  private static final long STACK = 16L << 20;

  private final DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
  private final DataOutputStream out =
      new DataOutputStream(new BufferedOutputStream(System.out, 1 << 16));

  /** What becomes of a source: whether it compiles, what is said of it, and what it makes. */
  public record Outcome(boolean compiled, byte[] said, Map<String, byte[]> made) {}

  /**
   * Compiles a source, and keeps nothing of it.
   *
   * @throws Exception when the compiler did neither make a program nor find an error
   */
  protected abstract Outcome compile(String path, String text) throws Exception;

  /** Serves until stdin ends. */
  protected final void serve() throws InterruptedException {
    var thread = new Thread(null, this::answerAll, "compiler", STACK);
    thread.start();
    thread.join();
    System.exit(0);
  }

  private void answerAll() {
    var threads = ManagementFactory.getThreadMXBean();
    try {
      for (int i = 0; i < MAX_COMPILATIONS; i++) {
        answer(new String(taken(), UTF_8), threads);
      }
    } catch (Throwable e) {
      System.exit(1);
    }
  }

  private byte[] taken() throws IOException {
    return in.readNBytes(in.readInt());
  }

  private void answer(String path, ThreadMXBean threads) throws Exception {
    var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(taken())).toString();
    long before = threads.getCurrentThreadCpuTime();
    var outcome = compile(path, text);
    var bytes = new ByteArrayOutputStream();
    var answer = new DataOutputStream(bytes);
    answer.writeByte(outcome.compiled() ? 1 : 0);
    answer.writeLong(threads.getCurrentThreadCpuTime() - before);
    put(answer, Arrays.copyOf(outcome.said(), Math.min(outcome.said().length, MAX_SAID)));
    answer.writeInt(outcome.made().size());
    for (var file : outcome.made().entrySet()) {
      put(answer, file.getKey().getBytes(UTF_8));
      put(answer, file.getValue());
      if (bytes.size() > MAX_BYTES) {
        throw new IOException("the program is too large");
      }
    }
    out.writeInt(bytes.size());
    bytes.writeTo(out);
    out.flush();
  }

  private static void put(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
