/**
 * What becomes of a delivery: a job is started, run, completed, handed back, given up or cancelled.
 * Every path ends in an acknowledgement after all effects, or in an exception and a redelivery.
 */
@NullMarked
package evalx.work;

import org.jspecify.annotations.NullMarked;
