/**
 * Streams of events: what happened to a submission, told to a client in order and as it happens,
 * from where the client left off, on whichever node it asks. No stream holds a thread, and all
 * together hold a bounded number of bytes.
 */
@NullMarked
package evalx.push;

import org.jspecify.annotations.NullMarked;
