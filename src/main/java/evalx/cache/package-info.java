/**
 * What need not be done twice: programs that were compiled and runs that have ended, shared by all
 * nodes through a Redis of their own. A cache may forget anything at any time and never fails a
 * job.
 */
@NullMarked
package evalx.cache;

import org.jspecify.annotations.NullMarked;
