package evalx.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.sessions.JqwikSession;

/**
 * Requests made by jqwik from an OpenAPI document: half of them as it says, half such as break it.
 */
final class GeneratedRequests {
  /** Values of parameters and members that mean something to the server. */
  private final Map<String, List<String>> known;

  private final OpenApi openApi;

  GeneratedRequests(OpenApi openApi, Map<String, List<String>> known) {
    this.openApi = openApi;
    this.known = Map.copyOf(known);
  }

  /** An operation of the document. */
  record Operation(String method, String path) {
    boolean isForOperators() {
      return path.startsWith("/admin");
    }
  }

  /** A request to an operation. */
  record Generated(
      Operation operation, String target, Map<String, String> headers, Optional<String> body) {}

  /** A parameter with the value that it has in a request. */
  private record Given(String name, String in, String value) {}

  /** All operations, those of operators last: they may stop what others wait for. */
  List<Operation> operations() {
    return openApi.paths().stream()
        .flatMap(
            path ->
                Stream.of("get", "head", "put", "post", "delete")
                    .filter(method -> openApi.path(path).has(method))
                    .map(method -> new Operation(method, path)))
        .sorted((a, b) -> Boolean.compare(a.isForOperators(), b.isForOperators()))
        .toList();
  }

  /** Requests to an operation, the same for the same seed. */
  List<Generated> of(Operation operation, int count, long seed) {
    var requests = new ArrayList<Generated>();
    JqwikSession.run(
        () -> {
          var random = new Random(seed);
          var all = Arbitraries.oneOf(requests(operation, true), requests(operation, false));
          var generator = all.generator(1000, true);
          for (int i = 0; i < count; i++) {
            requests.add(generator.next(random).value());
          }
        });
    return requests;
  }

  private Arbitrary<Generated> requests(Operation operation, boolean strict) {
    var values = new SchemaValues(openApi.schemas(), known, strict);
    var given = new ArrayList<Arbitrary<Optional<Given>>>();
    for (var list : List.of(openApi.path(operation.path()), described(operation))) {
      for (var parameter : list.path("parameters")) {
        given.add(given(values, openApi.schemas().resolved(parameter)));
      }
    }
    if (!strict) {
      given.add(sometimes(3, Arbitraries.just(new Given("else", "query", "1"))));
    }
    return Combinators.combine(Combinators.combine(given).as(all -> all), body(values, operation))
        .as((parameters, body) -> request(operation, parameters, body));
  }

  private JsonNode described(Operation operation) {
    return openApi.path(operation.path()).path(operation.method());
  }

  private static Arbitrary<Optional<Given>> given(SchemaValues values, JsonNode parameter) {
    var name = parameter.get("name").asText();
    var in = parameter.get("in").asText();
    var value = values.of(parameter.get("schema"), name).map(JsonNode::asText);
    if (in.equals("path")) {
      // A part of nothing, or of dots, is another path.
      value = value.filter(text -> !text.matches("[.]*"));
    } else if (in.equals("header")) {
      value = value.map(text -> text.replaceAll("[^ -~]", "?").strip());
    }
    Arbitrary<Given> all = value.map(text -> new Given(name, in, text));
    return parameter.path("required").asBoolean() ? all.map(Optional::of) : sometimes(30, all);
  }

  private static <T> Arbitrary<Optional<T>> sometimes(int percent, Arbitrary<T> values) {
    return Arbitraries.frequencyOf(
        Tuple.of(percent, values.map(Optional::of)),
        Tuple.of(100 - percent, Arbitraries.just(Optional.empty())));
  }

  private Arbitrary<Optional<String>> body(SchemaValues values, Operation operation) {
    var content = described(operation).path("requestBody").path("content");
    if (content.isMissingNode()) {
      return Arbitraries.just(Optional.empty());
    }
    return values
        .of(content.elements().next().path("schema"), "")
        .map(value -> Optional.of(value.isTextual() ? value.asText() : value.toString()));
  }

  private static Generated request(
      Operation operation, List<Optional<Given>> parameters, Optional<String> body) {
    var target = operation.path();
    var query = new ArrayList<String>();
    var headers = new HashMap<String, String>();
    for (var given : parameters.stream().flatMap(Optional::stream).toList()) {
      switch (given.in()) {
        case "path" -> target = target.replace("{" + given.name() + "}", encoded(given.value()));
        case "query" -> query.add(given.name() + "=" + encoded(given.value()));
        default -> headers.put(given.name(), given.value());
      }
    }
    if (!query.isEmpty()) {
      target += "?" + String.join("&", query);
    }
    return new Generated(operation, target, headers, body);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
