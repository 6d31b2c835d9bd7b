package evalx.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import evalx.config.Settings;
import evalx.config.WebhookSettings;
import evalx.result.StoredResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignatureTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OLD = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

  private static WebhookSettings settings() {
    var set = Map.of("WEBHOOK_SECRET", SECRET, "WEBHOOK_OLD_SECRET", OLD);
    return Settings.of(set::get).webhooks();
  }

  private static Payload.InMemory payload(String json) {
    return new Payload.InMemory(StoredResult.of(json.getBytes(StandardCharsets.UTF_8)));
  }

  /** The example of the specification. */
  @Test
  void isThatOfTheSpecification() throws Exception {
    var payload = payload("{\"test\": 2432232314}");

    var signature =
        Signature.of(
            settings().secrets().subList(0, 1),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            payload);

    assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void duringAChangeBothSecretsVerifyIt() throws Exception {
    var text = "{\"stdout\":\"" + "é€😀".repeat(10_000) + "\"}";
    var payload = payload(text);
    assertThat(payload.json().isCompressed()).isTrue();
    var now = Instant.now().getEpochSecond();

    var signature = Signature.of(settings().secrets(), "msg_1", now, payload);

    var headers =
        Map.of(
            "webhook-id", List.of("msg_1"),
            "webhook-timestamp", List.of(Long.toString(now)),
            "webhook-signature", List.of(signature));
    for (var secret : List.of(SECRET, OLD)) {
      new Webhook(secret).verify(text, headers);
    }
  }
}
