/**
 * The end of a submission: its result is stored once, and what that causes follows in a fixed
 * order.
 */
@NullMarked
package evalx.completion;

import org.jspecify.annotations.NullMarked;
