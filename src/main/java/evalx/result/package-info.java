/** What is known of each token: its state while it lives, its result once it has one. */
package evalx.result;
