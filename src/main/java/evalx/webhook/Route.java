package evalx.webhook;

import evalx.result.Webhook;
import evalx.submission.Caller;
import java.util.Locale;

/**
 * From whom a webhook comes and where it goes: by each it is counted what one takes of what all
 * share. One receiver may have many names and ports, and one name may be that of many owners.
 *
 * @param owner as limits count who submitted it
 * @param receiver host and port
 */
record Route(String owner, String receiver) {
  static Route of(Webhook webhook) {
    return new Route(
        Caller.limitKey(webhook.owner()), webhook.url().getAuthority().toLowerCase(Locale.ROOT));
  }
}
