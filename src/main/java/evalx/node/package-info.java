/** What a worker does at regular times, what it has proved to run, and what it tells the others. */
package evalx.node;
