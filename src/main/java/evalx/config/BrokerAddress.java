package evalx.config;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a broker of its own listens.
 *
 * @param parameters of the connection by Artemis's names, such as sslEnabled
 */
public record BrokerAddress(String host, int port, Map<String, String> parameters) {
  private static final int DEFAULT_PORT = 61616;
  private static final Pattern SEVERAL = Pattern.compile("\\((.*)\\)(?:\\?(.*))?");
  private static final Pattern NEXT = Pattern.compile(",\\s*(?=tcp:)");
  private static final String SETTING = "ARTEMIS_URL";
  private static final String FORM =
      "must look like tcp://host:port?sslEnabled=true, or (tcp://host:port,tcp://host:port) for a"
          + " broker and its backups";

  public BrokerAddress {
    parameters = Map.copyOf(parameters);
  }

  /** The addresses of a URL; parameters after a list hold for each of them. */
  static List<BrokerAddress> parse(String url) {
    Matcher several = SEVERAL.matcher(url);
    if (!several.matches()) {
      return List.of(one(url, Map.of()));
    }
    var common = parameters(several.group(2));
    return Stream.of(NEXT.split(several.group(1), -1))
        .map(each -> one(each.strip(), common))
        .toList();
  }

  private static BrokerAddress one(String text, Map<String, String> common) {
    var uri = uri(text);
    if (!"tcp".equals(uri.getScheme())
        || uri.getHost() == null
        || !uri.getPath().isEmpty()
        || uri.getRawFragment() != null) {
      throw new BadSetting(SETTING, FORM);
    }
    if (uri.getUserInfo() != null) {
      throw new BadSetting(SETTING, "must hold no account: see ARTEMIS_USER, ARTEMIS_PASSWORD");
    }
    var all = new LinkedHashMap<>(common);
    all.putAll(parameters(uri.getRawQuery()));
    BrokerParameters.check(all);
    var host = uri.getHost().replaceAll("[\\[\\]]", "");
    return new BrokerAddress(host, uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(), all);
  }

  /** A wrong one is not repeated, because it may hold a password. */
  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new BadSetting(SETTING, FORM);
    }
  }

  private static Map<String, String> parameters(String query) {
    var all = new LinkedHashMap<String, String>();
    if (query != null && !query.isEmpty()) {
      for (var pair : query.split("[&;]", -1)) {
        var at = pair.indexOf('=');
        if (at <= 0 || pair.indexOf('#') >= 0) {
          throw new BadSetting(SETTING, FORM);
        }
        all.put(pair.substring(0, at), decoded(pair.substring(at + 1)));
      }
    }
    return all;
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadSetting(SETTING, FORM);
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
