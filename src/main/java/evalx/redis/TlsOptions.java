package evalx.redis;

import evalx.config.Authorities;
import evalx.config.RedisAddress.Tls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import redis.clients.jedis.SslOptions;

/** How connections speak TLS. The client compares the name in the server's certificate. */
final class TlsOptions {
  private static final String TYPE = "PKCS12";

  /** Of what never leaves this process. */
  private static final char[] NO_SECRET = "authorities".toCharArray();

  private TlsOptions() {}

  static SslOptions of(Tls tls) {
    var options = SslOptions.builder();
    tls.authorities()
        .ifPresent(
            authorities -> {
              var store = store(authorities);
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

  /** As the client takes them. */
  private static byte[] store(Authorities authorities) {
    try {
      var store = KeyStore.getInstance(TYPE);
      store.load(null, NO_SECRET);
      authorities.addTo(store);
      var bytes = new ByteArrayOutputStream();
      store.store(bytes, NO_SECRET);
      return bytes.toByteArray();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("REDIS_CA cannot be used: " + e.getMessage(), e);
    }
  }
}
