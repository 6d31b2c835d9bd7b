package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever sends the example of a request gets what the description promises first. */
@ExtendWith(SharedProduct.class)
class RequestExamplesIT {
  private static final String TOKEN = "0a1f7c3e-5b1d-4c58-9a3e-2f6d8b7c9e10";

  @Test
  void everyExampleOfARequestIsAnsweredAsDescribed(Product product) {
    var client = product.client();
    var openApi = new OpenApi(client);
    var program = Client.JSON.createObjectNode().put("language", "bash").put("code", "echo");
    var token = client.submit(program);
    var sent = new HashSet<String>();
    for (var path : openApi.paths()) {
      for (var method : List.of("post", "put")) {
        var example = openApi.requestExample(method, path);
        if (example.isPresent()) {
          var answer =
              client.send(
                  client
                      .request(path)
                      .header("X-Auth-Token", SharedProduct.ADMIN_TOKEN)
                      .header("Content-Type", "application/json")
                      .method(
                          method.toUpperCase(Locale.ROOT),
                          BodyPublishers.ofString(text(example.get()).replace(TOKEN, token)))
                      .build());
          assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isBetween(200, 202);
          assertThat(openApi.faults(method, path, answer)).as(path).isEmpty();
          sent.add(path);
        }
      }
    }
    assertThat(sent)
        .contains("/submissions", "/execute-batch", "/files", "/tickets", "/admin/caches/clear");
  }

  private static String text(JsonNode example) {
    return example.isTextual() ? example.asText() : example.toString();
  }
}
