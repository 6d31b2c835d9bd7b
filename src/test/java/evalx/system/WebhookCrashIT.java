package evalx.system;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
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

/** A receiver is down for a minute, in which the server dies and starts again. */
@Tag("slow")
class WebhookCrashIT {
  private static final int SUBMISSIONS = 20;
  private static final Duration DOWN = Duration.ofMinutes(1);
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
      var since = System.nanoTime();
      var tokens = new ArrayList<String>();
      for (int i = 0; i < SUBMISSIONS; i++) {
        tokens.add(client.submit(Programs.sums("bash", 0).put("webhook_url", url)));
      }
      for (String token : tokens) {
        await("a first attempt of " + token).atMost(LIMIT).until(() -> attempts(client, token) > 0);
      }

      product.crash(Part.SERVER);
      await("attempts after the crash, until the minute is over")
          .atMost(LIMIT)
          .until(
              () ->
                  System.nanoTime() - since > DOWN.toNanos()
                      && tokens.stream().allMatch(token -> attempts(client, token) > 3));

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
        var idsByToken =
            receiver.received.stream()
                .collect(
                    groupingBy(
                        request -> Client.json(request.body()).get("token").asText(),
                        mapping(request -> request.header("webhook-id"), toSet())));
        assertThat(idsByToken.keySet()).containsExactlyInAnyOrderElementsOf(tokens);
        assertThat(idsByToken.values())
            .as("known as one by its id, however often it came")
            .allSatisfy(ids -> assertThat(ids).hasSize(1))
            .doesNotHaveDuplicates();
      }
    }
  }

  private static int attempts(Client client, String token) {
    return client.result(token, LIMIT).at("/webhook/attempts").asInt();
  }
}
