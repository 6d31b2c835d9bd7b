/** Threads of the server that are kept for the next task: nothing of the domain. */
package evalx.threads;
