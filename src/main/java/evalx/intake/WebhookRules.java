package evalx.intake;

import evalx.config.Network;
import evalx.config.WebhookSettings;
import evalx.format.Findings;
import evalx.format.SubmissionRequest;
import evalx.submission.WebhookShape;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where a result may be sent. An address is looked at here only where the URL has one; what a name
 * leads to is decided whenever it is connected to.
 */
final class WebhookRules {
  private static final String FIELD = "webhook_url";
  private static final int MAX_LENGTH = 2048;
  private static final int MAX_PORT = 65_535;
  private static final Set<String> SCHEMES = Set.of("http", "https");

  private final WebhookSettings settings;

  WebhookRules(WebhookSettings settings) {
    this.settings = settings;
  }

  /**
   * The URL, marked with its shape; empty where it is none that may be called, which is noted.
   * Receivers of other engines expect no signature, so that those need no secret.
   */
  Optional<URI> check(SubmissionRequest.Webhook webhook, Findings findings) {
    var complaint =
        settings.isOn() || webhook.shape() != WebhookShape.OWN
            ? complaint(webhook.url())
            : "must be null: WEBHOOK_SECRET is not set";
    if (!complaint.isEmpty()) {
      findings.error(FIELD, complaint);
      return Optional.empty();
    }
    return Optional.of(webhook.shape().mark(URI.create(webhook.url())));
  }

  private String complaint(String text) {
    if (text.length() > MAX_LENGTH) {
      return "must have at most " + MAX_LENGTH + " characters";
    }
    try {
      var uri = new URI(text);
      return isUrl(uri) && text.equals(uri.toASCIIString())
          ? complaint(uri)
          : "must be a URL such as https://example.org/results";
    } catch (URISyntaxException e) {
      return "must be a URL such as https://example.org/results";
    }
  }

  private static boolean isUrl(URI uri) {
    return uri.getScheme() != null
        && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
        && uri.getHost() != null
        && uri.getPort() != 0
        && uri.getPort() <= MAX_PORT;
  }

  private String complaint(URI uri) {
    if (uri.getRawUserInfo() != null) {
      return "must hold no user or password: receivers verify the signature";
    }
    if (uri.getRawFragment() != null) {
      return "must have no fragment";
    }
    var address = Network.addressOf(uri.getHost().replaceAll("[\\[\\]]", ""));
    return address.isPresent() && !settings.mayCall(address.get())
        ? "must have a public address"
        : "";
  }
}
