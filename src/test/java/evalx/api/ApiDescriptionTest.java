package evalx.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.swagger.v3.parser.OpenAPIV3Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiDescriptionTest {
  private static Exchange send(Exchange exchange) {
    try {
      var filter = new ApiDescription();
      filter.init(Exchange.config());
      filter.doFilter(exchange.request(), exchange.response(), exchange.chain(404));
      return exchange;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void itIsYamlUnlessJsonIsWanted() throws Exception {
    var yaml = send(new Exchange("GET", "/openapi"));
    var json = send(new Exchange("GET", "/openapi").with("Accept", "application/json"));

    assertThat(yaml.headers).containsEntry("Content-Type", "application/yaml");
    assertThat(json.headers).containsEntry("Content-Type", "application/json");
    JsonNode document = new ObjectMapper().readTree(json.body());
    assertThat(new YAMLMapper().readTree(yaml.body())).isEqualTo(document);
    assertThat(document.at("/servers/0/url").textValue()).isEqualTo("/context/");
  }

  @Test
  void itIsValidAsItIsServed() {
    for (var accept : new String[] {"application/json", "*/*"}) {
      var served = send(new Exchange("GET", "/openapi").with("Accept", accept)).body();
      assertThat(new OpenAPIV3Parser().readContents(served).getMessages()).as(accept).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"format, JSON, application/json", "format, yaml, application/yaml"})
  void aParameterNamesTheFormat(String name, String value, String type) {
    var named = new Exchange("GET", "/openapi", name, value);

    assertThat(send(named.with("Accept", "text/x")).headers).containsEntry("Content-Type", type);
  }

  @ParameterizedTest
  @CsvSource({"format, xml", "format, ''", "fromat, JSON"})
  void aParameterThatMeansNothingIsRefused(String name, String value) {
    var refused = send(new Exchange("GET", "/openapi", name, value));

    assertThat(refused.status).isEqualTo(422);
    assertThat(refused.body()).contains("must be JSON or YAML");
  }

  @Test
  void anotherMethodIsRefusedWithThoseThatAreNot() {
    var refused = send(new Exchange("POST", "/openapi"));

    assertThat(refused.status).isEqualTo(405);
    assertThat(refused.headers).containsEntry("Allow", "GET, HEAD");
    assertThat(refused.passed).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"GET, /openapi/x", "GET, /", "GET, /submissions"})
  void everythingElseIsLeftToTheRest(String method, String path) {
    assertThat(send(new Exchange(method, path)).passed).isTrue();
  }
}
