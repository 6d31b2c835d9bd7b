/**
 * EvalX's own sandbox: a client of {@code evalx-isolate --serve}, whose protocol
 * isolate/PROTOCOL.md specifies.
 */
package evalx.sandbox.daemon;
