package evalx.history;

/**
 * What this node has done for the history since it started.
 *
 * @param written entries that the database has; a submission has two, from the nodes that accepted
 *     and ended it
 * @param dropped entries that were lost because memory or the spool was full, or nothing could read
 *     or write them
 * @param spooledBytes bytes that wait in the spool for the database now
 */
public record HistoryCounts(long written, long dropped, long spooledBytes) {}
