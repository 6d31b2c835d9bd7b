/**
 * The resource adapter archive: connects the app server to Artemis, embedded or outside, and brings
 * messages to the listeners.
 *
 * <p>A node has MAX_CONCURRENT_JOBS places. A {@link evalx.adapter.Place} is a thread with a
 * session of a connection that all places of a listener share, and one free place at a time has the
 * turn to take the next message ({@link evalx.adapter.TakeNext}). What is not running waits at the
 * broker, where priorities count and every node can take it.
 *
 * <p>The last place has a listener of its own, because its queues and filters differ: while one
 * caller's jobs fill the other places, it waits for those of everybody else.
 *
 * <p>The application says which queues and which messages of them this node takes, as often as it
 * likes, through the MBean of {@link evalx.control.AdapterMXBean}.
 */
@NullMarked
package evalx.adapter;

import org.jspecify.annotations.NullMarked;
