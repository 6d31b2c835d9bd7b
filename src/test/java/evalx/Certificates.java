package evalx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate of this machine, signed by itself, in all forms that servers and clients want. */
public final class Certificates {
  /** Of the store. */
  public static final String PASSWORD = "secret-of-store";

  private static final String ALIAS = "server";

  private final Path store;
  private final Path certificate;
  private final Path key;

  /**
   * @param folder where its files go
   */
  public Certificates(Path folder) {
    this(folder, "dns:localhost,ip:127.0.0.1");
  }

  /**
   * One for other names.
   *
   * @param folder where its files go
   * @param names as keytool takes them, such as dns:localhost
   */
  public Certificates(Path folder, String names) {
    store = folder.resolve("server.p12");
    certificate = folder.resolve("server.crt");
    key = folder.resolve("server.key");
    try {
      make(names);
      var entries = KeyStore.getInstance("PKCS12");
      try (var in = Files.newInputStream(store)) {
        entries.load(in, PASSWORD.toCharArray());
      }
      write(certificate, "CERTIFICATE", entries.getCertificate(ALIAS).getEncoded());
      write(key, "PRIVATE KEY", entries.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
    } catch (GeneralSecurityException | IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One in a folder of its own, which is deleted when the JVM ends. */
  public static Certificates ofThisRun() {
    try {
      var folder = Files.createTempDirectory("evalx-certificates-");
      folder.toFile().deleteOnExit();
      var made = new Certificates(folder);
      List.of(made.store, made.certificate, made.key).forEach(file -> file.toFile().deleteOnExit());
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** TLS for a server that has it. */
  public SSLContext ofServer() {
    try (var in = Files.newInputStream(store)) {
      var entries = KeyStore.getInstance("PKCS12");
      entries.load(in, PASSWORD.toCharArray());
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(entries, PASSWORD.toCharArray());
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets other users read the files too, such as that of a product. */
  public Certificates readableByAll() {
    try {
      Files.setPosixFilePermissions(
          store.toAbsolutePath().getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
      for (Path file : List.of(store, certificate, key)) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void make(String names) throws IOException, InterruptedException {
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var process =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=" + names,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(said);
    }
  }

  private static void write(Path file, String kind, byte[] bytes) throws IOException {
    var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n");
  }

  /** The key and the certificate in PKCS 12. */
  public Path store() {
    return store;
  }

  /** The certificate in PEM, which is its own authority. */
  public Path certificate() {
    return certificate;
  }

  /** The key in PEM. */
  public Path key() {
    return key;
  }
}
