/**
 * The history of submissions: what was submitted, by whom, and how it ended, kept for some days in
 * H2 or PostgreSQL.
 *
 * <p>The way of an event: {@link evalx.history.RecordHistory} hears it and puts it into a bounded
 * {@link evalx.history.Inbox} in memory, what is known nowhere else into its {@link
 * evalx.history.CrashLog} too; {@link evalx.history.FillSpool} appends it within a fraction of a
 * second to the {@link evalx.history.Spool}, bounded files in the state's folder; {@link
 * evalx.history.DrainSpool} writes the spool to the {@link evalx.history.Database} and removes what
 * is written. So nothing that the database does, or fails to do, reaches the thread that published
 * the event, and what it misses is written when it is back. What does not fit is counted as
 * dropped.
 *
 * <p>What can be lost: a crash of the process loses nothing. What was accepted is in the log, and
 * ends are among the results, where {@link evalx.history.MissedEnds} finds them. A crash of the
 * machine loses what was appended to log and spool in the last second. An event that was written
 * twice, because a crash came between, is in the database once.
 *
 * <p>Without {@code HISTORY=true} or {@code DATABASE_URL} nothing here is opened and no thread
 * started.
 */
@NullMarked
package evalx.history;

import org.jspecify.annotations.NullMarked;
