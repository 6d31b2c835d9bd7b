package evalx.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import evalx.Certificates;
import evalx.config.Settings;
import evalx.result.StoredResult;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real connections to receivers that speak TLS. */
class HttpsReceiverTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String JSON = "{\"token\":\"1\"}";

  @TempDir private static Path folder;

  private static Certificates certificates;

  @BeforeAll
  static void make() {
    certificates = new Certificates(folder);
  }

  private static Outcome post(URI url, Optional<Path> authorities) {
    var set = new HashMap<String, String>();
    set.put("WEBHOOK_SECRET", SECRET);
    set.put("WEBHOOK_ALLOW", "127.0.0.1");
    set.put("WEBHOOK_TIMEOUT", "60");
    authorities.ifPresent(file -> set.put("WEBHOOK_CA", file.toString()));
    var post = new PostWebhook(Settings.of(set::get).webhooks(), Thread::new);
    try {
      var result = new Payload.InMemory(StoredResult.of(JSON.getBytes(StandardCharsets.UTF_8)));
      return post.post(url, "msg_1", result, Optional.empty());
    } finally {
      post.close();
    }
  }

  private static void isTriedAgain(Outcome outcome, String reason) {
    assertThat(outcome).isInstanceOf(Outcome.TryAgain.class);
    assertThat(outcome.kind()).isEqualTo("network");
    assertThat(outcome.reason()).contains(reason);
  }

  @Test
  void oneWhoseAuthorityIsNamedGetsTheResultWithASignatureThatVerifies() throws Exception {
    try (var receiver = Receiver.startTls(certificates, Receiver.status(204))) {
      var url = receiver.url("/hook?a=b");

      assertThat(url.getScheme()).isEqualTo("https");
      assertThat(post(url, Optional.of(certificates.certificate())))
          .isEqualTo(new Outcome.Delivered(204));
      var request = receiver.received.get(0);
      new Webhook(SECRET).verify(request.body(), request.headers());
      assertThat(request.body()).isEqualTo(JSON);
    }
  }

  @Test
  void oneThatIsNotTrustedGetsNothing() {
    try (var receiver = Receiver.startTls(certificates, Receiver.status(200))) {
      isTriedAgain(
          post(receiver.url("/"), Optional.empty()), "no answer: its certificate is not trusted");
      assertThat(receiver.received).isEmpty();
    }
  }

  @Test
  void oneForAnotherHostGetsNothing() throws IOException {
    var other =
        new Certificates(Files.createDirectory(folder.resolve("other")), "dns:other.example");
    try (var receiver = Receiver.startTls(other, Receiver.status(200))) {
      isTriedAgain(
          post(receiver.url("/"), Optional.of(other.certificate())),
          "no answer: its certificate is for another host");
      assertThat(receiver.received).isEmpty();
    }
  }

  @Test
  void allAuthoritiesOfTheFileAreTrusted() throws IOException {
    var both = folder.resolve("both.pem");
    var other =
        new Certificates(Files.createDirectory(folder.resolve("both")), "dns:other.example");
    Files.writeString(
        both, Files.readString(other.certificate()) + Files.readString(certificates.certificate()));
    try (var receiver = Receiver.startTls(certificates, Receiver.status(200))) {
      assertThat(post(receiver.url("/"), Optional.of(both))).isEqualTo(new Outcome.Delivered(200));
    }
  }

  @Test
  void aFileWithoutCertificatesIsNamed() throws IOException {
    var empty = Files.writeString(folder.resolve("none.pem"), "");

    assertThatThrownBy(() -> post(URI.create("https://127.0.0.1/"), Optional.of(empty)))
        .hasMessageContaining("WEBHOOK_CA cannot be used: " + empty);
  }
}
