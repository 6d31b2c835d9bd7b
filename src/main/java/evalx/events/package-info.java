/**
 * What happens to submissions (a {@link evalx.submission.SubmissionEvent}), told to those who want
 * to know: observers in this process hear every event of this node, subscribers on any node hear of
 * the one submission they ask about.
 */
@NullMarked
package evalx.events;

import org.jspecify.annotations.NullMarked;
