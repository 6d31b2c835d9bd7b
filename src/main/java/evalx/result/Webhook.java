package evalx.result;

import java.net.URI;

/**
 * A result's way to its receiver.
 *
 * @param id by which its receiver knows it, the same in each attempt
 * @param owner the key of who submitted it; empty where that is not known any more
 * @param isPending whether it is neither delivered nor given up
 * @param attempts that were made
 */
public record Webhook(String id, URI url, String owner, boolean isPending, int attempts) {}
