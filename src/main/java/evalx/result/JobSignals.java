package evalx.result;

/**
 * What others want of a job, which its worker learns when it reports progress.
 *
 * @param watched whether somebody follows it, so that its events are to be logged
 * @param cancelled whether it is to be cancelled
 */
public record JobSignals(boolean watched, boolean cancelled) {}
