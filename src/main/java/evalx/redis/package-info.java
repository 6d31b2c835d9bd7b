/** The connections to Redis: pools, deadlines, failures, commands and the names of all keys. */
@NullMarked
package evalx.redis;

import org.jspecify.annotations.NullMarked;
