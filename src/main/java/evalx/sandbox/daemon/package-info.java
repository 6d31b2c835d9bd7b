/**
 * The sandbox of our own: a client of {@code evalx-isolate --serve}, whose protocol
 * isolate/PROTOCOL.md specifies.
 */
package evalx.sandbox.daemon;
