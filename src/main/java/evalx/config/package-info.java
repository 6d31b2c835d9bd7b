/** The settings: read once at start-up, checked, and handed to whoever needs them. */
package evalx.config;
