package evalx.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.Certificates;
import evalx.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsOptionsTest {
  @TempDir static Path folder;

  @Test
  void aServerIsBelievedWhoseAuthorityAndNameAreRight() throws IOException {
    var certificate = new Certificates(folder);
    var port = FreePort.next();
    try (var server =
        new RedisServer(folder, RedisServer.tls(certificate, port).toArray(String[]::new))) {
      var url = "rediss://localhost:" + port;
      var all =
          Map.of(
              "REDIS_URL",
              url,
              "REDIS_CA",
              certificate.certificate().toString(),
              "REDIS_KEYSTORE",
              certificate.store().toString(),
              "REDIS_KEYSTORE_PASSWORD",
              Certificates.PASSWORD);
      assertThat(condition(all)).isEqualTo(Condition.WORKS);

      // This server asks for the certificate of its client.
      assertThat(condition(Map.of("REDIS_URL", url, "REDIS_CA", all.get("REDIS_CA"))))
          .isEqualTo(Condition.AWAY);
      // The JVM knows no such authority.
      assertThat(condition(Map.of("REDIS_URL", url))).isEqualTo(Condition.AWAY);
      var plain = new Redis(server.address());
      assertThat(plain.condition()).isEqualTo(Condition.WORKS);
      plain.close();
    }
    var other = Files.writeString(folder.resolve("none.pem"), "");
    assertThatThrownBy(
            () ->
                condition(Map.of("REDIS_URL", "rediss://localhost", "REDIS_CA", other.toString())))
        .hasMessageContaining("REDIS_CA cannot be used");
  }

  private static Condition condition(Map<String, String> settings) {
    var redis = new Redis(Addresses.of(settings));
    try {
      return redis.condition();
    } finally {
      redis.close();
    }
  }
}
