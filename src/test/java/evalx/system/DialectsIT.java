package evalx.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What clients of several engines are told, and what is special to Piston. */
@ExtendWith(SharedProduct.class)
class DialectsIT {
  private static Client client;

  @BeforeAll
  static void connect(Product product) {
    client = product.client();
  }

  /** Clients compare what they are told. */
  @Test
  void longOutputsAreToldWhole() {
    var code = "print('\\u00e9' * 60000)";
    var judged =
        post("/judge0/submissions?wait=true", "{'language_id':71,'source_code':\"%s\"}", code);
    assertThat(Client.json(judged).get("stdout").asText()).hasSize(60_001);
    var executed =
        post(
            "/piston/api/v2/execute",
            "{'language':'python','version':'*','files':[{'content':\"%s\"}]}",
            code);
    assertThat(Client.json(executed).at("/run/stdout").asText()).hasSize(60_001);
    var run = post("/sandboxfusion/run_code", "{'language':'python','code':\"%s\"}", code);
    assertThat(Client.json(run).at("/run_result/stdout").asText()).hasSize(60_001);
  }

  @Test
  void pistonRunsAClassOfJavaWhateverItsFileIsCalled() {
    var execute =
        "{'language':'java','version':'*','files':[{'name':'%s','content':'public class Solution {"
            + " public static void main(String[] a) { System.out.println(a[0]); } }'}],"
            + "'args':['hello']}";
    for (var name : List.of("Main.java", "code", "")) {
      var ran = post("/piston/api/v2/execute", execute.formatted(name));
      assertThat(ran.statusCode()).as(ran.body()).isEqualTo(200);
      assertThat(Client.json(ran.body()).at("/run/stdout").asText())
          .as(ran.body())
          .isEqualTo("hello\n");
    }
  }

  @Test
  void pistonRunsTheVersionThatIsAskedFor() {
    var execute =
        "{'language':'python','version':'%s','files':[{'content':'import platform;"
            + " print(platform.python_version())'}]}";
    var runtimes = Client.json(client.get("/piston/api/v2/runtimes").body());
    var version =
        StreamSupport.stream(runtimes.spliterator(), false)
            .filter(runtime -> runtime.get("language").asText().equals("python"))
            .map(runtime -> runtime.get("version").asText())
            .reduce((first, last) -> last)
            .orElseThrow();
    for (var range : List.of(version, ">=3.0 <4", "3.x", "3.0.0", "*")) {
      var ran = post("/piston/api/v2/execute", execute.formatted(range));
      assertThat(ran.statusCode()).as(ran.body()).isEqualTo(200);
      assertThat(Client.json(ran.body()).get("version").asText()).as(range).isEqualTo(version);
      assertThat(Client.json(ran.body()).at("/run/stdout").asText()).isEqualTo(version + "\n");
    }
    var unknown = post("/piston/api/v2/execute", execute.formatted("<3.0.0"));
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).isEqualTo("{\"message\":\"python-<3.0.0 runtime is unknown\"}");
  }

  private static String post(String path, String body, String code) {
    var json = body.replace('\'', '"').formatted(code.replace("\\", "\\\\"));
    return client
        .send(
            client
                .request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build())
        .body();
  }

  private static HttpResponse<String> post(String path, String json, String... headers) {
    var request = client.request(path).header("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.POST(BodyPublishers.ofString(json.replace('\'', '"'))).build());
  }
}
