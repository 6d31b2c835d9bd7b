package evalx.node;

/** What went wrong with a driver while it had a job; {@code telemetry} counts it. */
public sealed interface DriverEvent permits DriverFailed, DriverFellBack {}
