/**
 * What need not be done twice: programs that were compiled and runs that have ended, kept in Redis
 * for all nodes. A cache may forget anything at any time and never fails a job.
 */
package evalx.cache;
