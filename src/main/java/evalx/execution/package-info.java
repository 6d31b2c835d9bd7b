/** Runs a submission: all its test cases side by side, within the budget of its job. */
@NullMarked
package evalx.execution;

import org.jspecify.annotations.NullMarked;
