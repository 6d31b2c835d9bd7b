/** The languages as data, and which of them the workers can really run. */
package evalx.language;
