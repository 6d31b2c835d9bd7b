package evalx.sandbox.daemon;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Speaks the daemon's side of the protocol on a socket. */
final class FakeDaemon implements AutoCloseable {
  /** A thread for each task: the common pool has one on two processors, and peers wait. */
  static final Executor THREADS =
      task -> {
        var thread = new Thread(task, "fake-daemon");
        thread.setDaemon(true);
        thread.start();
      };

  private final ServerSocketChannel server;
  private final CompletableFuture<Void> ended;

  /** One connection, from its hello to its end. */
  interface Peer {
    void serve(Frames frames) throws IOException;
  }

  /**
   * @param peers as many connections as are accepted; later ones are refused
   */
  FakeDaemon(Path socket, Peer... peers) throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    ended = CompletableFuture.runAsync(() -> serve(peers), THREADS);
  }

  private void serve(Peer... peers) {
    var served = new ArrayList<CompletableFuture<Void>>();
    try {
      for (var peer : peers) {
        var channel = server.accept();
        served.add(CompletableFuture.runAsync(() -> serve(channel, peer), THREADS));
      }
    } catch (IOException e) {
      // the test is over
    }
    close();
    served.forEach(CompletableFuture::join);
  }

  private static void serve(SocketChannel channel, Peer peer) {
    try (channel) {
      peer.serve(new Frames(channel));
    } catch (IOException e) {
      // the client closed it
    }
  }

  /** Waits until every peer has been served. */
  void awaitEnd() {
    ended.join();
  }

  static void hello(Frames frames, long instance) throws IOException {
    hello(frames, instance, 0);
  }

  static void hello(Frames frames, long instance, int abilities) throws IOException {
    frames.out().begin(Frames.HELLO);
    frames.out().putShort(Hello.VERSION);
    frames.out().putLong(instance);
    frames.out().putString("0.0");
    frames.out().putString("none");
    frames.out().putByte(abilities);
    frames.out().putByte(0);
    frames.out().end();
    frames.out().flush();
  }

  /** Reports that a program exited with 0 and printed nothing. */
  static void report(Frames frames) throws IOException {
    frames.out().begin(Frames.REPORT);
    frames.out().putByte(0);
    frames.out().putInt(0);
    frames.out().putByte(0);
    frames.out().putLong(1000);
    frames.out().putLong(1000);
    frames.out().putLong(1000);
    frames.out().putByte(1);
    frames.out().putByte(0);
    frames.out().putBytes(new byte[32]);
    frames.out().putLong(0);
    frames.out().putLong(0);
    frames.out().end();
    frames.out().flush();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
