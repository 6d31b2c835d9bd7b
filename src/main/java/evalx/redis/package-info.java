/** The connections to Redis: pools, deadlines, failures, commands and the names of all keys. */
package evalx.redis;
