package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import evalx.FreePort;
import evalx.webhook.Receiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A receiver is down while the server dies and starts again. */
@Tag("slow")
class WebhookCrashIT {
  private static final int SUBMISSIONS = 20;
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @Test
  void whatWaitedForItsReceiverIsDeliveredAfterTheCrash() throws Exception {
    int port = FreePort.next();
    var url = "http://127.0.0.1:" + port + "/results";
    var settings =
        Map.of(
            "WEBHOOK_ALLOW",
            "127.0.0.1",
            "WEBHOOK_RETRY_MILLIS",
            "1000",
            "WEBHOOK_MAX_ATTEMPTS",
            "50");
    try (var product = Product.start(settings)) {
      var client = product.client();
      var tokens = new ArrayList<String>();
      for (int i = 0; i < SUBMISSIONS; i++) {
        tokens.add(client.submit(Programs.sums("bash", 0).put("webhook_url", url)));
      }
      for (String token : tokens) {
        await("a first attempt of " + token)
            .atMost(LIMIT)
            .until(() -> client.result(token, LIMIT).at("/webhook/attempts").asInt() > 0);
      }

      product.crash(Part.SERVER);

      try (var receiver = Receiver.start(port, Receiver.status(200))) {
        for (String token : tokens) {
          await("the delivery of " + token)
              .atMost(LIMIT)
              .until(
                  () ->
                      client
                          .result(token, LIMIT)
                          .at("/webhook/status")
                          .asText()
                          .equals("delivered"));
        }
        for (var request : receiver.received) {
          new Webhook(product.webhookSecret()).verify(request.body(), request.headers());
        }
        var received =
            receiver.received.stream()
                .map(request -> Client.json(request.body()).get("token").asText())
                .distinct();
        assertThat(received).containsExactlyInAnyOrderElementsOf(tokens);
      }
    }
  }
}
