/**
 * Jobs in and out: sends submissions to the queue of their language, takes them from there, and
 * sees to it that every token ends whatever fails.
 */
package evalx.queue;
