package evalx.redis;

import evalx.config.RedisAddress.Tls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import redis.clients.jedis.SslOptions;

/** How connections speak TLS. The client compares the name in the server's certificate. */
final class TlsOptions {
  private static final String TYPE = "PKCS12";

  /** Of what never leaves this process. */
  private static final char[] NO_SECRET = "authorities".toCharArray();

  private TlsOptions() {}

  /**
   * @throws IllegalStateException when the authorities cannot be read, with the file
   */
  static SslOptions of(Tls tls) {
    var options = SslOptions.builder();
    tls.authorities()
        .ifPresent(
            file -> {
              var store = authorities(file);
              options
                  .trustStoreType(TYPE)
                  .truststore(() -> new ByteArrayInputStream(store), NO_SECRET);
            });
    tls.own()
        .ifPresent(
            own ->
                options
                    .keyStoreType(TYPE)
                    .keystore(own.path().toFile(), own.password().toCharArray()));
    return options.build();
  }

  /** The certificates of a file in PEM, as the client takes them. */
  private static byte[] authorities(Path file) {
    try (var in = Files.newInputStream(file)) {
      var store = KeyStore.getInstance(TYPE);
      store.load(null, NO_SECRET);
      for (var authority : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + store.size(), authority);
      }
      if (store.size() == 0) {
        throw new IOException("it holds no certificate");
      }
      var bytes = new ByteArrayOutputStream();
      store.store(bytes, NO_SECRET);
      return bytes.toByteArray();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(
          "REDIS_CA cannot be used: " + file + ": " + e.getMessage(), e);
    }
  }
}
