/** What operators see: health and metrics. */
package evalx.telemetry;
