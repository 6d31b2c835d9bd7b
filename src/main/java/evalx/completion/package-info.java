/**
 * The end of a submission: its result is stored once, and what that causes follows in a fixed
 * order, as a list of {@link evalx.completion.Effect}s.
 */
@NullMarked
package evalx.completion;

import org.jspecify.annotations.NullMarked;
