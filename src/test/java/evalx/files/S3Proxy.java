package evalx.files;

import static org.awaitility.Awaitility.await;

import evalx.FreePort;
import java.io.File;
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

  private final Path folder;
  private final int port = FreePort.next();
  private Process server;

  private S3Proxy(Path folder) throws IOException {
    this.folder = folder;
    Files.createDirectories(bucket());
    var settings =
        List.of(
            "s3proxy.endpoint=" + endpoint(),
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + ACCESS_KEY,
            "s3proxy.credential=" + SECRET_KEY,
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + folder.resolve("data"));
    Files.write(folder.resolve("s3proxy.conf"), settings);
    server = begin();
  }

  /** Starts one that keeps all in a folder, and waits until it listens. */
  public static S3Proxy start(Path folder) throws IOException {
    return new S3Proxy(folder);
  }

  private Process begin() throws IOException {
    var jar = System.getProperty("s3proxy", "target/server/s3proxy-jar-with-dependencies.jar");
    var begun =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx256m",
                "-jar",
                jar,
                "--properties",
                folder.resolve("s3proxy.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
            .start();
    await("s3proxy listens").atMost(START).ignoreExceptions().until(this::listens);
    return begun;
  }

  private File log() {
    return folder.resolve("log").toFile();
  }

  private boolean listens() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    }
  }

  /** Ends it as a crash does; its objects stay. */
  public void crash() {
    server.destroyForcibly();
    awaitEnd();
  }

  /** Starts it again after a crash, where it was. */
  public void again() throws IOException {
    if (!server.isAlive()) {
      server = begin();
    }
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The folder in which objects are files. */
  public Path bucket() {
    return folder.resolve("data/evalx");
  }

  private void awaitEnd() {
    await("s3proxy ends").atMost(START).until(() -> !server.isAlive());
  }

  @Override
  public void close() {
    server.destroy();
    awaitEnd();
  }
}
