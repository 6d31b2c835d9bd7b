package evalx.result;

import java.net.URI;

/**
 * A result's way to its receiver.
 *
 * @param id by which its receiver knows it, the same in each attempt
 * @param isPending whether it is neither delivered nor given up
 * @param attempts that were made
 */
public record Webhook(String id, URI url, boolean isPending, int attempts) {}
