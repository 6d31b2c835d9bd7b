/** Tells whoever waits for a token that it has ended. */
package evalx.notification;
