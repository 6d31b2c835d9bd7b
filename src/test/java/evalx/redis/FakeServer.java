package evalx.redis;

import evalx.config.RedisAddress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Speaks just enough of the protocol of Redis to answer as no Redis at hand does. */
final class FakeServer implements AutoCloseable {
  /** An answer that never comes. */
  static final String NOTHING = "";

  final List<List<String>> commands = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final ServerSocket server;
  private final Function<List<String>, String> answers;

  /**
   * @param answers the bytes to send for a command
   */
  FakeServer(Function<List<String>, String> answers) {
    this.answers = answers;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  /** One that says OK to the commands with which a client introduces itself. */
  static FakeServer answering(String answer) {
    return new FakeServer(
        command ->
            command.get(0).equals("CLIENT") || command.get(0).equals("HELLO") ? "+OK\r\n" : answer);
  }

  URI uri() {
    return URI.create("redis://127.0.0.1:" + server.getLocalPort());
  }

  RedisAddress address() {
    return Addresses.of(uri().toString());
  }

  private static void start(Runnable work) {
    var thread = new Thread(work, "fake-redis");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        connections.add(socket);
        start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        var in = new BufferedInputStream(socket.getInputStream())) {
      for (var command = read(in); !command.isEmpty(); command = read(in)) {
        commands.add(command);
        socket.getOutputStream().write(answers.apply(command).getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // the client is gone
    }
  }

  private static List<String> read(InputStream in) throws IOException {
    var words = new ArrayList<String>();
    var header = line(in);
    for (int left = header.isEmpty() ? 0 : Integer.parseInt(header.substring(1));
        left > 0;
        left--) {
      var length = Integer.parseInt(line(in).substring(1));
      words.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
      line(in);
    }
    return words;
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
