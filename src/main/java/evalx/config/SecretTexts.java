package evalx.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** The secrets among the settings, so that no text that operators read tells one. */
public final class SecretTexts {
  /** Stands in the place of a secret. */
  public static final String MASK = "***";

  private static final Pattern NAMES =
      Pattern.compile(".*(PASSWORD|SECRET|ADMIN_TOKEN|PRODUCERS|LLM_KEY|OTLP_HEADERS).*");

  /** Shorter ones would be found everywhere. */
  private static final int MIN_LENGTH = 4;

  private final List<String> secrets;

  private SecretTexts(List<String> secrets) {
    this.secrets =
        secrets.stream()
            .filter(secret -> secret.length() >= MIN_LENGTH)
            .distinct()
            .sorted(Comparator.comparing(String::length).reversed())
            .toList();
  }

  /** Those of this node, those of parts that the settings do not hold included. */
  public static SecretTexts of(Settings settings) {
    var secrets = new ArrayList<String>();
    var reader = new SettingsReader(new ServerConfig());
    SettingsReader.defaults().stringPropertyNames().stream()
        .filter(SecretTexts::isSecret)
        .forEach(name -> secrets.addAll(reader.list(name)));
    settings.access().apiTokens().forEach(token -> secrets.add(token.value()));
    secrets.addAll(settings.node().traces().headers().values());
    settings.access().admin().ifPresent(token -> secrets.add(token.value()));
    secrets.add(settings.broker().user().password());
    settings.broker().producers().accounts().forEach(account -> secrets.add(account.password()));
    var embedded = settings.broker().embedded();
    embedded.producer().ifPresent(producer -> secrets.add(producer.password()));
    embedded.listening().keyStore().ifPresent(store -> secrets.add(store.password()));
    settings.broker().outside().stream()
        .flatMap(address -> address.parameters().entrySet().stream())
        .filter(parameter -> parameter.getKey().endsWith("assword"))
        .forEach(parameter -> secrets.add(parameter.getValue()));
    settings
        .stores()
        .history()
        .database()
        .flatMap(DatabaseSettings::account)
        .ifPresent(account -> secrets.add(account.password()));
    secrets.add(settings.stores().redis().account().password());
    settings.stores().caches().redis().ifPresent(redis -> secrets.add(redis.account().password()));
    return new SecretTexts(secrets);
  }

  /** Whether a setting of this name is a secret as a whole. */
  static boolean isSecret(String setting) {
    return NAMES.matcher(setting).matches();
  }

  /** The text without the secrets. */
  public String masked(String text) {
    var shown = text;
    for (String secret : secrets) {
      shown = shown.replace(secret, MASK);
    }
    return shown;
  }
}
