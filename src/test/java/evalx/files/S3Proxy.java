package evalx.files;

import static org.awaitility.Awaitility.await;

import evalx.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** s3proxy, a server of S3 over a folder, with a bucket {@code evalx}. */
public final class S3Proxy implements AutoCloseable {
  public static final String ACCESS_KEY = "identity";
  public static final String SECRET_KEY = "credential";
  private static final Duration START = Duration.ofMinutes(2);

  private final Process server;
  private final URI endpoint;
  private final Path bucket;

  private S3Proxy(Process server, URI endpoint, Path bucket) {
    this.server = server;
    this.endpoint = endpoint;
    this.bucket = bucket;
  }

  /** Starts one that keeps all in a folder, and waits until it listens. */
  public static S3Proxy start(Path folder) throws IOException {
    var port = FreePort.next();
    var endpoint = URI.create("http://127.0.0.1:" + port);
    var bucket = Files.createDirectories(folder.resolve("data/evalx"));
    var settings =
        List.of(
            "s3proxy.endpoint=" + endpoint,
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + ACCESS_KEY,
            "s3proxy.credential=" + SECRET_KEY,
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + folder.resolve("data"));
    var jar = System.getProperty("s3proxy", "target/server/s3proxy-jar-with-dependencies.jar");
    var server =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "-jar",
                jar,
                "--properties",
                Files.write(folder.resolve("s3proxy.conf"), settings).toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    await("s3proxy listens").atMost(START).ignoreExceptions().until(() -> listens(port));
    return new S3Proxy(server, endpoint, bucket);
  }

  private static boolean listens(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    }
  }

  public URI endpoint() {
    return endpoint;
  }

  /** The folder in which objects are files. */
  public Path bucket() {
    return bucket;
  }

  @Override
  public void close() {
    server.destroy();
    await("s3proxy ends").atMost(START).until(() -> !server.isAlive());
  }
}
