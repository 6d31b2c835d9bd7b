package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/** The file store of a product. */
final class StoredFiles {
  private final Client client;

  StoredFiles(Client client) {
    this.client = client;
  }

  HttpResponse<String> send(byte[] content) {
    return client.send(request("").PUT(BodyPublishers.ofByteArray(content)).build());
  }

  HttpResponse<String> head(String name) {
    return client.send(request("/" + name).method("HEAD", BodyPublishers.noBody()).build());
  }

  private HttpRequest.Builder request(String path) {
    return client.request("/files" + path);
  }

  /** Sends a file that must be taken, and gives its name. */
  String id(byte[] content) {
    var response = send(content);
    assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
    return Client.json(response.body()).get("file").asText();
  }
}
