/** The connection to Redis: its pool, its failures and its commands, nothing of the domain. */
package evalx.redis;
