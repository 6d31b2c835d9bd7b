/** Opens the drivers that the settings ask for; the only room that knows them all. */
package evalx.sandbox.drivers;
