package evalx.node;

/**
 * A job was given to another driver, because the one before could not even make its program.
 *
 * @param from the driver that failed
 * @param to the driver that is tried next
 */
public record DriverFellBack(String from, String to) implements DriverEvent {}
