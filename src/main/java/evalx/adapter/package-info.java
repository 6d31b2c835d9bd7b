/**
 * The resource adapter archive: connects the app server to Artemis, embedded or outside, and feeds
 * the listeners from the queues that the application names while it runs.
 */
package evalx.adapter;
