package evalx.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** Figures as programs read them. */
final class Json {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static String of(Instant at, int cores, List<Figure> figures, List<String> notes) {
    var root = MAPPER.createObjectNode();
    root.put("at", at.toString());
    root.put("cores", cores);
    var array = root.putArray("figures");
    figures.forEach(figure -> array.add(node(figure)));
    notes.forEach(root.putArray("notes")::add);
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode node(Figure figure) {
    var node = MAPPER.createObjectNode();
    node.put("name", figure.name());
    node.put("unit", figure.unit());
    node.put("value", figure.value());
    figure.bare().ifPresent(bare -> node.put("bare", bare));
    figure.ratio().ifPresent(ratio -> node.put("ratio", ratio));
    figure.target().ifPresent(target -> node.put("target", target.text()));
    figure.met().ifPresent(met -> node.put("met", met));
    var rounds = node.putArray("rounds");
    for (var round : figure.rounds()) {
      var element = rounds.addObject().put("value", round.value());
      round.bare().ifPresent(bare -> element.put("bare", bare));
    }
    var details = node.putObject("details");
    figure.details().forEach(details::put);
    return node;
  }
}
