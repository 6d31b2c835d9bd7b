/** Opens the drivers that the settings ask for; the only package that knows all of them. */
package evalx.sandbox.drivers;
