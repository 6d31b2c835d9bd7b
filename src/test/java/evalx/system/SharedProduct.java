package evalx.system;

import evalx.Certificates;
import java.util.Map;

/** The product of the tests that do no harm. */
final class SharedProduct extends OneProduct {
  static final String ADMIN_TOKEN = "secret-of-the-tests-operator";

  /** Of the time before the state's own, while receivers are told of the change. */
  static final String OLD_WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  /** What receivers of webhooks may have who speak TLS. */
  static final Certificates RECEIVERS = Certificates.ofThisRun().readableByAll();

  /** Receivers of webhooks are on this machine, and are not waited for as long as others'. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "ADMIN_TOKEN", ADMIN_TOKEN,
          "DIALECTS", "judge0,piston,sandboxfusion,jobe,mcp",
          "HISTORY", "true",
          "MAX_FILE_BYTES", "268435456",
          "PISTON_MAX_BODY_BYTES", "268435456",
          "WEBHOOK_ALLOW", "127.0.0.1",
          "WEBHOOK_CA", RECEIVERS.certificate().toString(),
          "WEBHOOK_OLD_SECRET", OLD_WEBHOOK_SECRET,
          "WEBHOOK_RETRY_MILLIS", "200",
          "WEBHOOK_TIMEOUT", "5");

  SharedProduct() {
    super(SETTINGS);
  }
}
