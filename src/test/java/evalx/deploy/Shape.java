package evalx.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a part of a file must be, for kinds of which no typed model is to be had. */
interface Shape {
  /**
   * What is wrong with a value.
   *
   * @param at where it stands
   */
  List<String> faults(String at, JsonNode value);

  /** A string that matches as a whole; a number is none, as the API's own reader has it. */
  static Shape text(String pattern) {
    return (at, value) ->
        value.isTextual() && value.asText().matches(pattern)
            ? List.of()
            : List.of(at + " is no text that matches " + pattern + ": " + value);
  }

  /** Any string but an empty one. */
  static Shape text() {
    return text("(?s).+");
  }

  /** A whole number from a smallest one on. */
  static Shape whole(int min) {
    return (at, value) ->
        value.isInt() && value.asInt() >= min
            ? List.of()
            : List.of(at + " is no whole number from " + min + " on: " + value);
  }

  /** A list with at least one item. */
  static Shape list(Shape item) {
    return (at, value) -> {
      if (!value.isArray() || value.isEmpty()) {
        return List.of(at + " is no list with items: " + value);
      }
      var faults = new ArrayList<String>();
      for (int i = 0; i < value.size(); i++) {
        faults.addAll(item.faults(at + "[" + i + "]", value.get(i)));
      }
      return faults;
    };
  }

  /** An object whose values are all alike. */
  static Shape map(Shape item) {
    return (at, value) -> {
      var faults = new ArrayList<String>();
      value
          .properties()
          .forEach(each -> faults.addAll(item.faults(at + "." + each.getKey(), each.getValue())));
      return value.isObject() && !value.isEmpty() ? faults : List.of(at + " is no object");
    };
  }

  /** An object whose shape follows from one of its members. */
  static Shape by(String member, Map<String, Shape> shapes) {
    return (at, value) -> {
      var shape = shapes.get(value.path(member).asText());
      return shape == null
          ? List.of(at + "." + member + " is not known: " + value.path(member))
          : shape.faults(at, value);
    };
  }

  /** An object with these members and no others. */
  static Members object() {
    return new Members(new LinkedHashMap<>(), new ArrayList<>());
  }

  /** The members of an object. */
  record Members(Map<String, Shape> known, List<String> needed) implements Shape {
    /** Adds one that must be there. */
    Members needs(String name, Shape shape) {
      needed.add(name);
      return may(name, shape);
    }

    /** Adds one that may be there. */
    Members may(String name, Shape shape) {
      known.put(name, shape);
      return this;
    }

    @Override
    public List<String> faults(String at, JsonNode value) {
      if (!value.isObject()) {
        return List.of(at + " is no object: " + value);
      }
      var faults = new ArrayList<String>();
      for (var name : needed) {
        if (!value.has(name)) {
          faults.add(at + "." + name + " is missing");
        }
      }
      for (var each : value.properties()) {
        var here = at + "." + each.getKey();
        var shape = known.get(each.getKey());
        faults.addAll(
            shape == null ? List.of(here + " is not known") : shape.faults(here, each.getValue()));
      }
      return faults;
    }
  }
}
