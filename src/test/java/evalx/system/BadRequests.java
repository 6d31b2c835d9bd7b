package evalx.system;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Requests that must be refused, each with the status it deserves. */
final class BadRequests {
  private static final int BODY_LIMIT = 1 << 20;
  private static final List<String> WRONG_NUMBERS =
      List.of("-1", "0", "1e9", "1e-9", "61", "-0.5", "1e400", "99999999999999999999");
  private static final List<String> NAMES =
      List.of(
          "../main.c", "/etc/passwd", "", "a//b", "..", "a/./b", "ü".repeat(128), "a\u0000b", "a/");

  private final Random random;

  BadRequests(long seed) {
    random = new Random(seed);
  }

  /** A body of POST /submissions, and the status of its answer. */
  record Bad(String what, byte[] body, int status) {
    static Bad of(String what, String body, int status) {
      return new Bad(what, body.getBytes(StandardCharsets.UTF_8), status);
    }

    @Override
    public String toString() {
      return what;
    }
  }

  /** So many of every kind, each different. */
  List<Bad> some(int ofEachKind) {
    var all = new ArrayList<Bad>();
    for (int i = 0; i < ofEachKind; i++) {
      all.add(cutOff());
      all.add(noise());
      all.add(nested());
      all.add(wrongType());
      all.add(wrongNumber());
      all.add(unknownMember());
      all.add(wrongEncoding());
      all.add(brokenUtf8());
      all.add(tooMany());
      all.add(wrongFile());
      all.add(codeBesideFiles());
      all.add(duplicate());
    }
    for (int i = 0; i < 5; i++) {
      all.add(oversized());
    }
    return all;
  }

  static ObjectNode good() {
    var good = Client.JSON.createObjectNode();
    good.put("language", "c").put("code", "int main(void) { return 0; }");
    good.put("encoding", "utf8").put("timeout", 1.5).put("wall_timeout", 3).put("memory", "64m");
    good.put("stop_on_failure", false).put("priority", 5).put("cache", true).put("version", "12");
    good.putObject("checker").put("type", "float").put("tolerance", 1e-6);
    good.putArray("compiler_options").add("-g");
    var testCase = good.putArray("test_cases").addObject();
    testCase.put("stdin", "1").put("expected_output", "2").putArray("args").add("x");
    return good;
  }

  private static Bad changed(String what, Consumer<ObjectNode> change) {
    var body = good();
    change.accept(body);
    return new Bad(what, Client.bytes(body), 422);
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Bad cutOff() {
    var whole = Client.bytes(good());
    var length = random.nextInt(whole.length);
    return new Bad("cut off after " + length, Arrays.copyOf(whole, length), 400);
  }

  private Bad noise() {
    var bytes = new byte[1 + random.nextInt(2000)];
    random.nextBytes(bytes);
    bytes[0] = '%';
    return new Bad("noise of " + bytes.length, bytes, 400);
  }

  private Bad nested() {
    var depth = 20 + random.nextInt(50_000);
    var open = one(List.of("[", "{\"a\":"));
    var body = "{\"language\":\"c\",\"code\":" + open.repeat(depth);
    return Bad.of("nested " + depth, body, 400);
  }

  private Bad wrongType() {
    var names = new ArrayList<String>();
    good().fieldNames().forEachRemaining(names::add);
    var name = one(names);
    var change =
        one(
            List.<Consumer<ObjectNode>>of(
                body -> body.putObject(name).put("x", 1),
                body -> body.putArray(name).addArray(),
                body -> {
                  var wrong = body.get(name).isTextual() ? new IntNode(7) : new TextNode("seven");
                  body.set(name, wrong);
                }));
    return changed("wrong type of " + name, change);
  }

  private Bad wrongNumber() {
    var name = one(List.of("timeout", "priority", "wall_timeout", "memory"));
    var text = one(WRONG_NUMBERS);
    var wrong = name.equals("wall_timeout") && text.equals("61") ? "122" : text;
    var body = good().without(name).toString();
    return Bad.of(
        name + " " + wrong,
        body.substring(0, body.length() - 1) + ",\"" + name + "\":" + wrong + "}",
        422);
  }

  private Bad unknownMember() {
    var name = "x" + Integer.toHexString(random.nextInt());
    return random.nextBoolean()
        ? changed("unknown " + name, body -> body.put(name, 1))
        : changed("unknown inner " + name, body -> ((ObjectNode) body.get("checker")).put(name, 1));
  }

  private Bad wrongEncoding() {
    var wrong = one(List.of("!", "===", "a", "YQ=", "Y Q==", "YQ==YQ==", "\u20ac"));
    return changed(
        "no base64: " + wrong, body -> body.put("encoding", "base64").put("code", wrong));
  }

  private Bad brokenUtf8() {
    var text = good().put("code", "#" + random.nextInt()).toString();
    var bytes = text.getBytes(one(List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)));
    if (random.nextBoolean()) {
      bytes = text.getBytes(StandardCharsets.UTF_8);
      bytes[text.indexOf('#')] = (byte) (0x80 + random.nextInt(0x80));
    }
    return new Bad("no UTF-8", bytes, 400);
  }

  private Bad tooMany() {
    var name = one(List.of("test_cases", "compiler_options", "files"));
    return changed(
        "too many " + name,
        body -> {
          ArrayNode many = body.putArray(name);
          for (int i = 0; i < 1001 + random.nextInt(100); i++) {
            if (name.equals("compiler_options")) {
              many.add("-g");
            } else {
              many.addObject();
            }
          }
        });
  }

  private Bad wrongFile() {
    var name = one(NAMES);
    return changed(
        "file " + name,
        body -> {
          body.remove("code");
          body.putArray("files").addObject().put("name", name).put("content", "x");
        });
  }

  private Bad codeBesideFiles() {
    var content = "#" + random.nextInt();
    return changed(
        "code beside files",
        body -> body.putArray("files").addObject().put("name", "a.c").put("content", content));
  }

  private Bad duplicate() {
    var value = random.nextInt(10);
    return Bad.of(
        "a member twice",
        "{\"language\":\"c\",\"code\":\"\",\"priority\":" + value + ",\"priority\":1}",
        400);
  }

  private Bad oversized() {
    var size = BODY_LIMIT + 1 + random.nextInt(BODY_LIMIT);
    return Bad.of("too large", good().put("code", "x".repeat(size)).toString(), 413);
  }
}
