/** How many programs may run at a time on this node, in which order, and on which threads. */
package evalx.capacity;
