package evalx.events;

/**
 * A request in a dialect was answered.
 *
 * @param status of HTTP
 */
public record DialectAnswered(String dialect, int status) {}
