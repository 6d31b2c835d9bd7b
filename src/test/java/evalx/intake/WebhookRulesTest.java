package evalx.intake;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.config.Settings;
import evalx.format.FieldError;
import evalx.format.Findings;
import evalx.format.InvalidSubmission;
import evalx.format.SubmissionRequest;
import evalx.submission.WebhookShape;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookRulesTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private final Findings findings = new Findings();

  private static WebhookRules rules(Map<String, String> settings) {
    return new WebhookRules(Settings.of(settings::get).webhooks());
  }

  private static SubmissionRequest.Webhook own(String url) {
    return new SubmissionRequest.Webhook(url, WebhookShape.OWN);
  }

  private List<String> complaints() {
    try {
      findings.refuseErrors();
      return List.of();
    } catch (InvalidSubmission e) {
      return e.errors().stream().map(FieldError::message).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org/results?of=EvalX&n=1",
        "HTTP://example.org",
        "http://example.org:8080/",
        "https://8.8.8.8/hook",
        "https://[2606:4700:4700::1111]:8443/hook",
        "http://127.0.0.2/allowed",
        // What a name leads to is looked at when it is connected to.
        "http://localhost/"
      })
  void urlsThatMayBeCalled(String url) {
    var rules = rules(Map.of("WEBHOOK_SECRET", SECRET, "WEBHOOK_ALLOW", "127.0.0.2"));

    assertThat(rules.check(own(url), findings)).contains(URI.create(url));
    assertThat(complaints()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp://example.org/                    | must be a URL such as https://example.org/results",
        "file:///etc/passwd                    | must be a URL such as https://example.org/results",
        "https:///path                         | must be a URL such as https://example.org/results",
        "https:example.org                     | must be a URL such as https://example.org/results",
        "//example.org/                        | must be a URL such as https://example.org/results",
        "http://a b/                           | must be a URL such as https://example.org/results",
        "http://exämple.org/                   | must be a URL such as https://example.org/results",
        "http://example.org/ä                  | must be a URL such as https://example.org/results",
        "http://example.org:0/                 | must be a URL such as https://example.org/results",
        "http://example.org:70000/             | must be a URL such as https://example.org/results",
        "http://eva@example.org/               | must hold no user or password: receivers verify"
            + " the signature",
        "http://eva:secret@example.org/        | must hold no user or password: receivers verify"
            + " the signature",
        "http://example.org/#part              | must have no fragment",
        "http://127.0.0.1:6379/                | must have a public address",
        "http://169.254.169.254/latest         | must have a public address",
        "http://[::1]/                         | must have a public address",
        "http://[::ffff:10.0.0.1]/             | must have a public address",
      })
  void urlsThatMayNot(String url, String complaint) {
    assertThat(rules(Map.of("WEBHOOK_SECRET", SECRET)).check(own(url), findings)).isEmpty();
    assertThat(complaints()).containsExactly(complaint);
  }

  @Test
  void aLongUrlIsRefused() {
    var url = "https://example.org/" + "x".repeat(2048);

    assertThat(rules(Map.of("WEBHOOK_SECRET", SECRET)).check(own(url), findings)).isEmpty();
    assertThat(complaints()).containsExactly("must have at most 2048 characters");
  }

  @Test
  void withoutASecretThereAreNoWebhooks() {
    assertThat(rules(Map.of()).check(own("https://example.org/"), findings)).isEmpty();
    assertThat(complaints()).containsExactly("must be null: WEBHOOK_SECRET is not set");
  }

  @Test
  void callbacksOfOtherEnginesNeedNoSecretAndObeyTheSameRules() {
    var shape = WebhookShape.JUDGE0;
    var url =
        rules(Map.of()).check(new SubmissionRequest.Webhook("http://8.8.8.8/", shape), findings);

    assertThat(url).contains(URI.create("http://8.8.8.8/#judge0"));
    assertThat(WebhookShape.of(url.get())).isEqualTo(shape);
    assertThat(complaints()).isEmpty();
    rules(Map.of()).check(new SubmissionRequest.Webhook("http://10.0.0.1/", shape), findings);
    assertThat(complaints()).containsExactly("must have a public address");
  }
}
