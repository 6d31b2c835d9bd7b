/**
 * Sends results to the receivers that submissions name with {@code webhook_url}. An attempt is a
 * message of a durable queue: the end of a submission sends the first one ({@link
 * evalx.webhook.WebhookProgress#begin}), and an attempt that fails sends the next one, with a
 * delay, before it is acknowledged. So no crash loses a webhook, and it comes at least once, always
 * under the same id. What an attempt may reach is decided by {@link evalx.webhook.AllowedAddresses}
 * whenever it connects.
 */
@NullMarked
package evalx.webhook;

import org.jspecify.annotations.NullMarked;
