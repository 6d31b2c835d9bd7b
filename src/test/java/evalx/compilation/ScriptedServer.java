package evalx.compilation;

import evalx.sandbox.Ending;
import evalx.sandbox.LiveInput;
import evalx.sandbox.LivePeer;
import evalx.sandbox.RunReport;
import evalx.sandbox.RunRequest;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A compile server in a sandbox that runs nothing. */
final class ScriptedServer implements BiFunction<RunRequest, LivePeer, RunReport> {
  final AtomicInteger begun = new AtomicInteger();
  final AtomicInteger alive = new AtomicInteger();
  final AtomicInteger most = new AtomicInteger();
  final BlockingQueue<String> sources = new LinkedBlockingQueue<>();

  /** What it writes for a question; nothing and it hangs. */
  volatile Function<String, Optional<byte[]>> answers =
      source -> Optional.of(answer(true, "", Map.of("Main.class", source)));

  static byte[] answer(boolean compiled, String said, Map<String, String> files) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(compiled ? 1 : 0);
      out.writeLong(30_000_000);
      put(out, said);
      out.writeInt(files.size());
      for (var file : files.entrySet()) {
        put(out, file.getKey());
        put(out, file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return framed(bytes.toByteArray());
  }

  static byte[] framed(byte[] answer) {
    var framed = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(framed)) {
      out.writeInt(answer.length);
      out.write(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return framed.toByteArray();
  }

  private static void put(DataOutputStream out, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String source(byte[] question) {
    var text = new String(question, StandardCharsets.ISO_8859_1);
    return text.substring(Integer.BYTES + "/app/Main.java".length() + Integer.BYTES);
  }

  private record Input(BlockingQueue<Optional<byte[]>> written) implements LiveInput {
    @Override
    public void write(byte[] bytes) {
      written.add(Optional.of(bytes));
    }

    @Override
    public void end() {
      written.add(Optional.empty());
    }

    @Override
    public void signal(int number) {
      written.add(Optional.empty());
    }
  }

  @Override
  public RunReport apply(RunRequest request, LivePeer peer) {
    begun.incrementAndGet();
    most.accumulateAndGet(alive.incrementAndGet(), Math::max);
    var written = new LinkedBlockingQueue<Optional<byte[]>>();
    try {
      peer.begun(new Input(written));
      for (var next = written.take(); next.isPresent(); next = written.take()) {
        var source = source(next.get());
        sources.add(source);
        answers.apply(source).ifPresent(peer::stdout);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      alive.decrementAndGet();
    }
    return FakeSandbox.ended(new Ending.Signalled(9), "", "");
  }
}
